Feature: I formats that the path repeats or swaps (104:5.1)
  TCP keeps the order; a gateway or a faulty path between may not. Nothing may be executed twice or out of turn.

  Rule: SEQ-038 The controlled station closes the connection when the path delivers an I format twice, and carries it out once at most

    @id:path-repeats-i @SEQ-038 @wait:close+2t1
    Scenario: An I format comes twice
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When the path delivers an I format twice
      Then the controlled station closes the connection and carries out nothing out of turn
      When the path is sound again
      Then a new connection with data transfer works

  Rule: SEQ-039 The controlled station closes the connection when the path swaps two I formats, and carries out neither out of turn

    @id:path-swaps-i @SEQ-039 @wait:close+2t1
    Scenario: The second I format comes first
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When the path swaps two I formats
      Then the controlled station closes the connection and carries out nothing out of turn
      When the path is sound again
      Then a new connection with data transfer works
