Feature: Direct commands (104:7.7)
  A command is confirmed or refused, carried out, and terminated where that is declared. Only objects that the profile permits are commanded.

  Rule: CMD-001 The controlled station confirms a direct command that it can carry out

    @id:direct-command @CMD-001 @wait:3t1
    Scenario: A direct command
      Given a connection with data transfer started
      And a direct command that may be sent
      When it is executed
      Then it is confirmed

  Rule: CMD-005 The controlled station confirms direct double commands, regulating step commands, set points and bitstrings that its interoperability list has

    @id:direct-commands-of-other-types @CMD-005 @wait:20t1
    Scenario: Double commands, regulating step commands, set points, bitstrings
      Given a connection with data transfer started
      And direct commands of other types that may be sent
      When each is executed
      Then each is confirmed

  Rule: CMD-002 The controlled station answers a command with its confirmation first, return information after it, and one termination at most

    @id:command-in-order @CMD-002 @wait:6t1
    Scenario: The order of what a command leads to
      Given a connection with data transfer started
      And a direct command that is carried out
      When it is executed
      Then the confirmation comes first, and at most one termination after it

  Rule: CMD-003 The controlled station terminates every command that it has confirmed and none that it has refused, where its interoperability list has terminations

    @id:command-terminated @CMD-003 @wait:20t1
    Scenario: Commands that are terminated
      Given a connection with data transfer started
      And direct commands whose termination the profile declares
      When each is executed, and comes once more with a reserved qualifier
      Then a termination follows each command that was confirmed, and no other

  Rule: CMD-004 The controlled station terminates no command where its interoperability list has no terminations

    @id:command-not-terminated @CMD-004 @wait:12t1
    Scenario: Commands that are not terminated
      Given a connection with data transfer started
      And direct commands for which the profile declares no termination
      When each is executed
      Then no termination follows

  Rule: CMD-006 The controlled station mirrors number of objects, originator address, common address, object address and order of a command in its confirmation and termination

    @id:command-mirrored @CMD-006 @wait:8t1
    Scenario: What confirmation and termination mirror
      Given a connection with data transfer started
      And a direct command that is carried out
      When it is executed by originator 23
      Then confirmation and termination carry what it carried

  Rule: CMD-033 The controlled station carries nothing out for the selection of an object that is commanded directly

    @id:direct-command-selected @CMD-033 @wait:8t1
    Scenario: A selection of an object that is commanded directly
      Given a connection with data transfer started
      And a direct command that is carried out
      When it is selected
      Then nothing is carried out

  Rule: CMD-056 The controlled station confirms and terminates a command within its declared time

    @id:command-times @CMD-056 @wait:8t1
    Scenario: How long a command takes
      Given a connection with data transfer started
      And a direct command that is carried out
      When it is executed
      Then it is recorded how long that took
