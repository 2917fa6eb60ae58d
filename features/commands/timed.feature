Feature: Commands with time tag (104:8)
  Types 58 to 64 say when they were given, so that what comes late is not carried out. Only objects that the profile permits are commanded, and the clock of the device is set before where the profile permits that.

  Rule: CTT-001 The controlled station confirms a single command with time tag, and mirrors the time tag in confirmation and termination

    @id:timed-single-command @CTT-001 @wait:6t1
    Scenario: A single command with time tag
      Given a connection with data transfer started
      And a direct single command with time tag that may be sent
      When each is executed at the present time
      Then each is confirmed with its time tag

  Rule: CTT-002 The controlled station confirms double commands, regulating step commands, set points and bitstrings with time tag that its interoperability list has, and mirrors their time tags

    @id:timed-commands-of-other-types @CTT-002 @wait:24t1
    Scenario: Double commands, regulating step commands, set points, bitstrings with time tag
      Given a connection with data transfer started
      And direct commands of other types with time tag that may be sent
      When each is executed at the present time
      Then each is confirmed with its time tag

  Rule: CTT-003 The controlled station carries out no command whose time tag is older than its declared maximum delay

    @id:command-too-old @CTT-003 @wait:14t1
    Scenario: A command that is too old
      Given a connection with data transfer started
      And a direct command with time tag that is carried out
      When it is executed with a time tag a second older than the maximum delay
      Then it is not carried out, as the profile declares

  Rule: CTT-004 The controlled station carries out a command whose time tag is a second younger than its declared maximum delay

    @id:command-old-enough @CTT-004 @wait:14t1
    Scenario: A command that is nearly too old
      Given a connection with data transfer started
      And a direct command with time tag that is carried out
      When it is executed with a time tag a second younger than the maximum delay
      Then it is carried out

  Rule: CTT-005 The controlled station carries out no command whose time tag lies further ahead than its declared maximum delay

    @id:command-from-the-future @CTT-005 @wait:14t1
    Scenario: A command whose time has not come
      Given a connection with data transfer started
      And a direct command with time tag that is carried out
      When it is executed with a time tag a second further ahead than the maximum delay
      Then it is not carried out

  Rule: CTT-006 The controlled station carries out no command whose time tag is marked invalid

    @id:command-time-marked-invalid @CTT-006 @wait:14t1
    Scenario: A command whose time is marked invalid
      Given a connection with data transfer started
      And a direct command with time tag that is carried out
      When it is executed with a time tag that is marked invalid
      Then it is not carried out

  Rule: CTT-007 The controlled station carries out no command whose time tag is no time, and lives

    @id:command-of-no-time @CTT-007 @wait:24t1
    Scenario: Commands at times that are none
      Given a connection with data transfer started
      And a direct command with time tag that is carried out
      When it is executed with month 13, day 0, hour 24, minute 60 and 60,000 milliseconds
      Then none is carried out by a device that looks at time tags
      And a new connection with data transfer works

  Rule: CTT-008 The controlled station answers a command with time tag that comes before its clock is set

    @id:timed-command-before-clock @CTT-008 @wait:20t1
    Scenario: A command after a restart, before and after the clock is set
      Given a connection with data transfer started
      And a direct command with time tag that is carried out
      When it is executed after the controlled station has begun anew, before and after its clock is set
      Then it is recorded how it was answered

  Rule: CTT-010 The controlled station carries out a command with time tag that was selected with one, and answers one that was selected without

    @id:timed-selected-and-executed @CTT-010 @wait:14t1
    Scenario: A selection and its execution with time tag
      Given a connection with data transfer started
      And a command with time tag that has to be selected
      When it is selected and executed
      Then each is confirmed with its time tag

    @id:timed-selected-without @CTT-010 @wait:18t1
    Scenario: A selection without time tag and an execution with one
      Given a connection with data transfer started
      And a command with time tag that has to be selected
      When it is selected without time tag, and executed with one
      Then it is recorded how it was answered
      When the selection without time tag is taken back

  Rule: CTT-011 The controlled station carries out no command whose time tag is an hour off, as that of another zone or of summer time is

    @id:command-an-hour-off @CTT-011 @wait:16t1
    Scenario: Commands an hour off
      Given a connection with data transfer started
      And a direct command with time tag that is carried out
      When it is executed with time tags an hour back and an hour ahead
      Then it is not carried out

  Rule: CTT-012 The controlled station confirms a test command with the time tag that it carried

    @id:test-time-mirrored @CTT-012 @wait:3t1
    Scenario: A test command with the present time
      Given a connection with data transfer started
      When a test command comes with the present time
      Then each is confirmed as it came, octet by octet

  Rule: CTT-013 The controlled station confirms the deactivation of a selection with time tag by the same type

    @id:timed-selection-deactivated @CTT-013 @wait:12t1
    Scenario: A selection with time tag that is taken back
      Given a connection with data transfer started
      And a command with time tag that has to be selected
      When it is selected
      And the selection is deactivated
      Then the deactivation is confirmed
