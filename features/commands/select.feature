Feature: Select before operate (104:7.7, 101:7.4.7)
  Who has selected has not yet decided: nothing happens before the execution, and nothing without a selection.

  Rule: CMD-019 The controlled station confirms a selection as one, and carries nothing out for it

    @id:selection-confirmed @CMD-019 @wait:6t1
    Scenario: A selection
      Given a connection with data transfer started
      And a command that has to be selected
      When it is selected
      Then the selection is confirmed, and nothing is carried out
      When the selection is taken back where the device can do so

  Rule: CMD-020 The controlled station confirms the execution of what was selected before

    @id:selected-and-executed @CMD-020 @wait:6t1
    Scenario: A selection and its execution
      Given a connection with data transfer started
      And a command that has to be selected
      When it is selected and executed
      Then each is confirmed

  Rule: CMD-021 The controlled station refuses an execution after its selection has lapsed by a negative confirmation

    @id:executed-after-lapse @CMD-021 @wait:15t1+ts
    Scenario: An execution that comes too late
      Given a connection with data transfer started
      And a command that is carried out after its selection
      When it is selected
      And the time passes after which a selection lapses
      And it is executed
      Then it is refused by a negative confirmation

  Rule: CMD-022 The controlled station carries out what was selected until the declared time is over

    @id:executed-before-lapse @CMD-022 @wait:15t1+ts
    Scenario: An execution that comes late, but in time
      Given a connection with data transfer started
      And a command that is carried out after its selection
      When it is selected
      And nine tenths of the time pass after which a selection lapses
      And it is executed
      Then it is confirmed, since its selection has not lapsed

  Rule: CMD-023 The controlled station refuses an execution without selection by a negative confirmation, where the object has to be selected

    @id:executed-without-selection @CMD-023 @wait:12t1
    Scenario: An execution without selection
      Given a connection with data transfer started
      And a command that is carried out after its selection
      When it is executed
      Then it is refused by a negative confirmation

  Rule: CMD-024 The controlled station confirms the deactivation of a selection, and refuses an execution after it by a negative confirmation

    @id:executed-after-deactivation @CMD-024 @wait:15t1
    Scenario: A selection that is taken back
      Given a connection with data transfer started
      And a command that is carried out after its selection
      When it is selected
      And the selection is deactivated
      Then the deactivation is confirmed
      When it is executed
      Then it is refused by a negative confirmation

  Rule: CMD-025 The controlled station answers the deactivation of a selection that nobody has made

    @id:deactivated-without-selection @CMD-025 @wait:12t1
    Scenario: A deactivation of nothing
      Given a connection with data transfer started
      And a command that is carried out after its selection
      When the selection is deactivated
      Then it is recorded how it was answered

  Rule: CMD-026 The controlled station refuses the execution of an object when another one was selected by a negative confirmation

    @id:another-object-executed @CMD-026 @wait:15t1
    Scenario: Another object than the one that was selected
      Given a connection with data transfer started
      And two commands of one type that have to be selected
      When it is selected
      And the other one is executed
      Then it is refused by a negative confirmation

  Rule: CMD-027 The controlled station refuses an execution that orders something else than was selected by a negative confirmation

    @id:another-order-executed @CMD-027 @wait:15t1
    Scenario: Selected on, executed off
      Given a connection with data transfer started
      And a command that is carried out after its selection
      When it is selected
      And it is executed the other way round
      Then it is refused by a negative confirmation

  Rule: CMD-029 The controlled station answers an execution by another originator than selected

    @id:another-originator-executes @CMD-029 @wait:15t1
    Scenario: Selected by one originator, executed by another
      Given a connection with data transfer started
      And a command that is carried out after its selection
      When it is selected
      And it is executed by another originator, 23
      Then it is recorded how it was answered

  Rule: CMD-032 The controlled station refuses a second execution after one selection by a negative confirmation

    @id:executed-twice @CMD-032 @wait:15t1
    Scenario: Executed twice after one selection
      Given a connection with data transfer started
      And a command that is carried out after its selection
      When it is selected and executed
      And it is executed
      Then it is refused by a negative confirmation
