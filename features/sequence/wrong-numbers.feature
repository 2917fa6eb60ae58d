Feature: Wrong sequence numbers (104:5.1)
  A wrong N(S) or N(R) ends the connection. Nothing is repeated, and what the wrong frame asks for is not carried out.

  Rule: SEQ-022 The controlled station closes the connection on an I format whose N(S) leaves one out, and does not act on it

    @id:ns-leaves-one-out @SEQ-022 @wait:close+2t1
    Scenario: N(S) = V(R)+1
      Given a connection with data transfer started
      When the controlling station sends an I format whose N(S) leaves one out
      Then the controlled station closes the connection
      And a new connection with data transfer works

  Rule: SEQ-023 The controlled station closes the connection on an I format whose N(S) repeats the last one, and does not act on it

    @id:ns-repeated @SEQ-023 @wait:close+3t1
    Scenario: N(S) = V(R)-1
      Given a connection with data transfer started
      When the controlling station sends an I format whose N(S) repeats the last one
      Then the controlled station closes the connection
      And a new connection with data transfer works

  Rule: SEQ-024 The controlled station closes the connection on an I format whose N(S) is far off

    @id:ns-far-off @SEQ-024 @wait:close+2t1
    Scenario: N(S) far off
      Given a connection with data transfer started
      When the controlling station sends an I format whose N(S) is far off
      Then the controlled station closes the connection
      And a new connection with data transfer works

  Rule: SEQ-025 The controlled station closes the connection on an I format whose N(R) acknowledges a frame that it never sent

    @id:i-acknowledges-too-much @SEQ-025 @wait:close+2t1
    Scenario: N(R) = V(S)+1 in an I format
      Given a connection with data transfer started
      When the controlling station sends an I format that acknowledges one frame too many
      Then the controlled station closes the connection over the number
      And a new connection with data transfer works

  Rule: SEQ-026 The controlled station closes the connection on an S format whose N(R) acknowledges a frame that it never sent

    @id:s-acknowledges-too-much @SEQ-026 @wait:close+2t1
    Scenario: N(R) = V(S)+1 in an S format
      Given a connection with data transfer started
      When the controlling station sends an S format that acknowledges one frame too many
      Then the controlled station closes the connection over the number
      And a new connection with data transfer works

  Rule: SEQ-027 The controlled station closes the connection on an S format whose N(R) is lower than the one before

    @id:s-goes-back @SEQ-027 @wait:close+3t1
    Scenario: N(R) goes back in an S format
      Given a connection with data transfer started
      And I formats of the controlled station that are acknowledged
      When the controlling station sends an S format whose N(R) goes back
      Then the controlled station closes the connection
      And a new connection with data transfer works

  Rule: SEQ-028 The controlled station closes the connection on an I format whose N(R) is lower than the one before

    @id:i-goes-back @SEQ-028 @wait:close+3t1
    Scenario: N(R) goes back in an I format
      Given a connection with data transfer started
      And I formats of the controlled station that are acknowledged
      When the controlling station sends an I format whose N(R) goes back
      Then the controlled station closes the connection
      And a new connection with data transfer works

  Rule: SEQ-029 The controlled station keeps the connection on an S format that repeats the last N(R)

    @id:s-repeats-number @SEQ-029 @wait:3t1
    Scenario: The last N(R) again
      Given a connection with data transfer started
      And I formats of the controlled station that are acknowledged
      When the controlling station sends an S format that repeats the last N(R)
      Then the connection stays open

  Rule: SEQ-030 The controlled station does not carry out the command in an I format with a wrong N(S)

    @id:wrong-number-not-carried-out @SEQ-030 @wait:close+2t1
    Scenario: An interrogation with a wrong N(S)
      Given a connection with data transfer started
      When the controlling station sends an I format whose N(S) leaves several out
      Then the controlled station does not act on it

  Rule: SEQ-031 The controlled station closes the connection when the first I format on it has N(S) 1

    @id:first-ns-is-1 @SEQ-031 @wait:close+2t1
    Scenario: The first I format has N(S) 1
      Given a connection with data transfer just started
      When the first I format of the controlling station has N(S) 1
      Then the controlled station closes the connection
      And a new connection with data transfer works
