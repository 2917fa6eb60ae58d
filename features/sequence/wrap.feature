Feature: The wrap of the sequence numbers (104:5.1)
  Sequence numbers are modulo 32768.

  Rule: SEQ-003 The controlled station lets N(S) and N(R) go from 32767 to 0 and keeps the connection

    @id:numbers-wrap-around @SEQ-003 @SEQ-004 @wait:2min+4t1
    Scenario: Over 32768 I formats in each direction
      Given a connection with data transfer started
      When I formats go round all sequence numbers in both directions, and those across the wrap wait for their acknowledgement
      Then both sequence numbers wrap from 32767 to 0
