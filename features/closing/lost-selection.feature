Feature: Commands whose connection ends (104:7.7)
  Who selects an object and is gone has not decided anything.

  Rule: CLS-012 The controlled station cancels a selection when the connection ends on which it was made, and refuses its execution on the next one

    @id:selection-ends-with-connection @CLS-012 @wait:8t1
    Scenario: Selected on a connection that ends, executed on the next one
      Given a connection with data transfer started
      And an object that is executed when it was selected before
      When the object is selected, and the connection ends
      And the controlling station starts data transfer on a new connection
      And the object is executed without another selection
      Then the execution is refused
