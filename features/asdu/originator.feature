Feature: Originator addresses (101:7.2.3.1)
  Who asks with an originator address gets it back in whatever answers.

  Rule: ASD-015 The controlled station carries the originator address of a command in its confirmation and termination

    @id:command-keeps-originator @ASD-015 @wait:5t1
    Scenario: A command with originator address
      Given a connection with data transfer started
      And a single command that the controlled station serves
      When it comes with originator address 7
      Then whatever answers it carries that originator address

  Rule: ASD-016 The controlled station carries the originator address of a station interrogation in confirmation, data and termination

    @id:interrogation-keeps-originator @ASD-016 @wait:5t1
    Scenario: An interrogation with originator address
      Given a connection with data transfer started
      And a station interrogation that the controlled station serves
      When it comes with originator address 7
      Then whatever answers it carries that originator address

  Rule: ASD-017 The controlled station carries the originator address of a read in its answer

    @id:read-keeps-originator @ASD-017 @wait:5t1
    Scenario: A read with originator address
      Given a connection with data transfer started
      And a read that the controlled station serves
      When it comes with originator address 7
      Then whatever answers it carries that originator address

  Rule: ASD-019 The controlled station answers the commands of two originator addresses each with its own

    @id:two-originators @ASD-019 @wait:7t1
    Scenario: Two originator addresses
      Given a connection with data transfer started
      And a single command that the controlled station serves
      When it comes with originator address 1 and 2
      Then whatever answers it carries that originator address
