Feature: ASDUs that cannot be what they say (101:7.2)
  The frame is right, so a station may refuse what is in it, pass over it or end the connection. It must go on serving.

  Rule: RBA-001 The controlled station does not carry out an ASDU that states no object, and goes on serving

    @id:no-object-stated @RBA-001 @wait:8t1
    Scenario: Requests that state no object
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When requests that state no object come
      Then none is carried out, and none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-002 The controlled station does not carry out an ASDU that states more objects than it has, and goes on serving

    @id:more-objects-stated @RBA-002 @wait:8t1
    Scenario: Requests that state more than they have
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When requests that state more objects than there are come
      Then none is carried out, and none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-003 The controlled station goes on serving after an ASDU with octets behind its last object

    @id:octets-behind-the-object @RBA-003 @wait:10t1
    Scenario: Requests with something behind them
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When requests with octets behind their object come
      Then none is carried out, and none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-004 The controlled station does not carry out an ASDU that states 127 objects and has one, and goes on serving

    @id:127-objects-stated @RBA-004 @wait:8t1
    Scenario: Requests that state 127 objects
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When requests that state 127 objects and have one come
      Then none is carried out, and none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-005 The controlled station does not carry out an interrogation, a test command or a read with SQ = 1, and goes on serving

    @id:sequence-of-requests @RBA-005 @wait:8t1
    Scenario: Requests with SQ = 1
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When requests with SQ = 1 come
      Then none is carried out, and none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-006 The controlled station goes on serving after a sequence that runs beyond the last object address

    @id:sequence-beyond-the-last-address @RBA-006 @wait:8t1
    Scenario: A sequence from 16777215
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When points beyond the last object address come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-007 The controlled station goes on serving whatever length an ASDU has of a type that does no harm

    @id:every-length-of-every-type @RBA-007 @wait:60t1
    Scenario: Each harmless type, cut off and too long
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When ASDUs of each harmless type that are cut off or too long come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-009 The controlled station goes on serving after an interrogation without its qualifier

    @id:interrogation-without-qualifier @RBA-009 @wait:8t1
    Scenario: Interrogations without QOI
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When interrogations without their qualifier come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-010 The controlled station goes on serving after a test command that is cut off

    @id:test-command-cut-off @RBA-010 @CVE-008 @wait:12t1
    Scenario: Test commands without counter or time
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When test commands that are cut off come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-011 The controlled station goes on serving after a point or a clock synchronisation whose time is cut off

    @id:time-cut-off @RBA-011 @wait:30t1
    Scenario: Times that are cut off
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When points and clock synchronisations whose time is cut off come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-012 The controlled station goes on serving after a clock synchronisation with a time that is none

    @id:clock-with-no-time @RBA-012 @wait:10t1
    Scenario: Clock synchronisations of no time
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When clock synchronisations with a time that is none come, and at the end the right time
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-013 The controlled station goes on serving after a counter interrogation without its qualifier

    @id:counters-without-qualifier @RBA-013 @wait:8t1
    Scenario: Counter interrogations without QCC
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When counter interrogations without their qualifier come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-014 The controlled station goes on serving after a file segment whose length is not that of its octets

    @id:segment-of-another-length @RBA-014 @CVE-020 @wait:8t1
    Scenario: Segments of another length
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When file segments of a length that they do not have come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-015 The controlled station goes on serving after a directory that is cut off

    @id:directory-cut-off @RBA-015 @CVE-020 @wait:12t1
    Scenario: Directories that are cut off
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When directories that are cut off come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-016 The controlled station goes on serving after security statistics that are cut off

    @id:security-statistics-cut-off @RBA-016 @CVE-010 @wait:12t1
    Scenario: S_IT_TC_1 cut off
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When security statistics that are cut off come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-017 The controlled station goes on serving after an interrogation with a qualifier that is reserved

    @id:reserved-qualifiers @RBA-017 @wait:10t1
    Scenario: Reserved QOI and QCC
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When interrogations with a qualifier that is reserved come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-019 The controlled station goes on serving after a test command without time tag and with another pattern

    @id:another-test-pattern @RBA-019 @wait:8t1
    Scenario: FBP other than 0x55AA
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When test commands without time tag and with another pattern come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-020 The controlled station goes on serving after causes of transmission that mean nothing, and after test bit and P/N in a request

    @id:meaningless-causes @RBA-020 @wait:14t1
    Scenario: Causes 0, 14 to 19, 42 and 43, T and P/N
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When requests with a cause that means nothing come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-021 The controlled station goes on serving after requests and points for common addresses 0 and 65535

    @id:common-addresses-0-and-65535 @RBA-021 @wait:10t1
    Scenario: Common addresses that are none
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When requests and points for common addresses 0 and 65535 come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-022 The controlled station goes on serving after measured values that are no numbers

    @id:no-numbers @RBA-022 @wait:8t1
    Scenario: NaN and infinities
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When measured values that are no numbers come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-023 The controlled station goes on serving after a test command with a time that is none

    @id:test-command-with-no-time @RBA-023 @wait:10t1
    Scenario: Test commands of no time
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When test commands with a time that is none come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-024 The controlled station goes on serving after points that come to it as if it were a controlling station

    @id:points-to-the-station @RBA-024 @wait:8t1
    Scenario: Points of a controlled station
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When points of a controlled station come
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-025 The controlled station goes on serving after an interrogation that states five objects

    @id:five-interrogations @RBA-025 @wait:8t1
    Scenario: Interrogations of five objects
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      When interrogations that state five objects come
      Then none is carried out, and none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works

  Rule: RBA-028 The controlled station goes on serving after a command with originator address 255, the test bit and P/N

    @id:command-with-every-bit @RBA-028 @wait:8t1
    Scenario: A command with all of them
      Given another connection beside it, where there may be one
      And a connection with data transfer started
      And a direct command that may be sent
      When it comes with originator address 255, the test bit and P/N
      Then none leaves a connection unserved
      And the other connection stays open
      And a new connection with data transfer works
