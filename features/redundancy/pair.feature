@redundancy
Feature: Two controlled stations as a redundant pair (104:10)
  One master, two stations with an address each, of which one sends data: a group whose connections end at two devices.

  Rule: RED-004 The controlled station sends user data on the started connection of a group only

    @id:pair-data-on-one @RED-004 @wait:4t1+t3
    Scenario: Events come about while the first station of a pair is started
      Given connections A and B to the two stations of a redundant pair
      And data transfer is started on A
      Then only A carries user data

  Rule: RED-005 The controlled station goes on with its events on B after STOPDT on A and STARTDT on B, without loss and in order

    @id:pair-switchover @RED-005 @wait:7t1
    Scenario: STOPDT at the first station of a pair, then STARTDT at the second one
      Given connections A and B to the two stations of a redundant pair
      And data transfer is started on A
      And numbered events are accounted for
      When numbered events come on A
      And data transfer is stopped on A
      And numbered events come about
      And the controlling station sends STARTDT act on B
      Then every number comes from one of the two stations

  Rule: RED-007 The controlled station confirms STARTDT act on B without waiting for t1 of an A that does not answer any more

    @id:pair-first-frozen @RED-007 @wait:11t1
    Scenario: The first station of a pair stands still, and goes on later
      Given connections A and B to the two stations of a redundant pair
      And data transfer is started on A
      When the station of A is frozen
      And the controlling station gives A up and starts data transfer on B
      Then STARTDT act is confirmed on B without waiting for A
      When the station of A is back
      Then a new connection to the station of A is in STOPPED and answers

    @id:pair-first-cut-off @RED-007 @wait:12t1+t3
    Scenario: The first station of a pair is cut off, and reached again later
      Given connections A and B to the two stations of a redundant pair, A on a path that can be disturbed
      And data transfer is started on A
      When A falls silent
      And the controlling station gives A up and starts data transfer on B
      Then STARTDT act is confirmed on B without waiting for A
      When the path of A is sound again, and A connects anew
      Then C is open and answers

  Rule: RED-013 The controlled station does not start data transfer on B by itself when A was closed

    @id:pair-second-not-started-by-itself @RED-013 @wait:11t1+2t3
    Scenario: The first station of a pair is killed
      Given connections A and B to the two stations of a redundant pair
      And data transfer is started on A
      When the station of A is killed
      Then B stays in STOPPED for t3

  Rule: RED-014 The controlled station keeps the events of a group whose started connection was closed until another one is started

    @id:pair-first-killed @RED-014 @wait:14t1
    Scenario: The first station of a pair is killed with events unacknowledged, and comes back
      Given connections A and B to the two stations of a redundant pair
      And data transfer is started on A
      And numbered events are accounted for
      When A leaves numbered events unacknowledged
      And the station of A is killed
      And numbered events come about
      And the controlling station gives A up and starts data transfer on B
      Then every number comes from one of the two stations
      When the station of A is back
      Then a new connection to the station of A is in STOPPED and answers
