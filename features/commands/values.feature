Feature: Orders that mean nothing (101:7.2.6.15 to 7.2.6.17, 7.2.6.26)
  Each case begins with an order that is carried out.

  Rule: CMD-009 The controlled station refuses a qualifier of command that its interoperability list does not have by a negative confirmation

    @id:undeclared-qualifier @CMD-009 @wait:15t1
    Scenario: Qualifiers that are not in the interoperability list
      Given a connection with data transfer started
      And a direct command with a qualifier of command that is carried out
      When it is executed with each qualifier that the profile does not declare
      Then it is refused by a negative confirmation

  Rule: CMD-010 The controlled station refuses a command with a reserved qualifier, 4 to 15, by a negative confirmation

    @id:reserved-qualifier @CMD-010 @wait:15t1
    Scenario: Reserved qualifiers of a single command
      Given a connection with data transfer started
      And a direct single command that is carried out
      When it is executed with qualifier 4, 9 and 15
      Then it is refused by a negative confirmation

  Rule: CMD-011 The controlled station refuses a double command with state 0 or 3 by a negative confirmation

    @id:double-command-of-no-state @CMD-011 @wait:12t1
    Scenario: A double command to no position
      Given a connection with data transfer started
      And a direct double command that is carried out
      When it is executed with state 0 and 3
      Then it is refused by a negative confirmation

  Rule: CMD-012 The controlled station refuses a regulating step command with step 0 or 3 by a negative confirmation

    @id:step-command-of-no-step @CMD-012 @wait:12t1
    Scenario: A step neither up nor down
      Given a connection with data transfer started
      And a direct regulating step command that is carried out
      When it is executed with state 0 and 3
      Then it is refused by a negative confirmation

  Rule: CMD-016 The controlled station refuses a set point that is no number or infinite by a negative confirmation

    @id:set-point-of-no-number @CMD-016 @wait:15t1
    Scenario: A set point that is no number
      Given a connection with data transfer started
      And a direct set point of a short floating point number that is carried out
      When it is executed with no number and with both infinities
      Then it is refused by a negative confirmation
