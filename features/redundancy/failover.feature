@redundancy
Feature: Failover to another connection (104:10)
  The connection that carried data transfer is gone, and another one of its group takes over.

  Rule: RED-007 The controlled station confirms STARTDT act on B without waiting for t1 of an A that does not answer any more

    @id:failover-silent @RED-007 @wait:6t1
    Scenario: A falls silent
      Given connections A and B of one redundancy group, A on a path that can be disturbed
      And data transfer is started on A
      And numbered events are accounted for
      When one of the numbered events on A is unacknowledged
      And A falls silent
      And newer numbered events come about
      And the controlling station starts data transfer on B instead
      Then STARTDT act is confirmed on B without waiting for A

    @id:failover-half-open @RED-007 @wait:6t1
    Scenario: Nothing of A reaches the controlled station any more
      Given connections A and B of one redundancy group, A on a path that can be disturbed
      And data transfer is started on A
      And numbered events are accounted for
      When one of the numbered events on A is unacknowledged
      And A gets nothing to the controlled station any more
      And newer numbered events come about
      And the controlling station starts data transfer on B instead
      Then STARTDT act is confirmed on B without waiting for A

    @id:failover-reset @RED-007 @wait:6t1
    Scenario: A is reset
      Given connections A and B of one redundancy group, A on a path that can be disturbed
      And data transfer is started on A
      And numbered events are accounted for
      When one of the numbered events on A is unacknowledged
      And A is reset
      And newer numbered events come about
      And the controlling station starts data transfer on B instead
      Then STARTDT act is confirmed on B without waiting for A

  Rule: RED-008 The controlled station sends the events that were unacknowledged on a lost A first on B, in their order, and then newer ones

    @id:failover-none-unacknowledged @RED-008 @wait:6t1
    Scenario: A falls silent with nothing unacknowledged
      Given connections A and B of one redundancy group, A on a path that can be disturbed
      And data transfer is started on A
      And numbered events are accounted for
      When none of the numbered events on A are unacknowledged
      And A falls silent
      And newer numbered events come about
      And the controlling station starts data transfer on B instead
      Then what was unacknowledged on A comes first on B, in its order, then what is newer

    @id:failover-one-unacknowledged @RED-008 @wait:6t1
    Scenario: A falls silent with one event unacknowledged
      Given connections A and B of one redundancy group, A on a path that can be disturbed
      And data transfer is started on A
      And numbered events are accounted for
      When one of the numbered events on A is unacknowledged
      And A falls silent
      And newer numbered events come about
      And the controlling station starts data transfer on B instead
      Then what was unacknowledged on A comes first on B, in its order, then what is newer

    @id:failover-k-1-unacknowledged @RED-008 @wait:6t1
    Scenario: A falls silent with one less than k unacknowledged
      Given connections A and B of one redundancy group, A on a path that can be disturbed
      And data transfer is started on A
      And numbered events are accounted for
      When k-1 of the numbered events on A are unacknowledged
      And A falls silent
      And newer numbered events come about
      And the controlling station starts data transfer on B instead
      Then what was unacknowledged on A comes first on B, in its order, then what is newer

    @id:failover-k-unacknowledged @RED-008 @wait:6t1
    Scenario: A falls silent with k unacknowledged
      Given connections A and B of one redundancy group, A on a path that can be disturbed
      And data transfer is started on A
      And numbered events are accounted for
      When k of the numbered events on A are unacknowledged
      And A falls silent
      And newer numbered events come about
      And the controlling station starts data transfer on B instead
      Then what was unacknowledged on A comes first on B, in its order, then what is newer

    @id:failover-reset-unacknowledged @RED-008 @wait:6t1
    Scenario: A is reset with k-1 unacknowledged
      Given connections A and B of one redundancy group, A on a path that can be disturbed
      And data transfer is started on A
      And numbered events are accounted for
      When k-1 of the numbered events on A are unacknowledged
      And A is reset
      And newer numbered events come about
      And the controlling station starts data transfer on B instead
      Then what was unacknowledged on A comes first on B, in its order, then what is newer

    @id:failover-half-open-unacknowledged @RED-008 @wait:6t1
    Scenario: Nothing of A arrives any more, with k-1 unacknowledged
      Given connections A and B of one redundancy group, A on a path that can be disturbed
      And data transfer is started on A
      And numbered events are accounted for
      When k-1 of the numbered events on A are unacknowledged
      And A gets nothing to the controlled station any more
      And newer numbered events come about
      And the controlling station starts data transfer on B instead
      Then what was unacknowledged on A comes first on B, in its order, then what is newer

    @id:failover-to-second-port @RED-008 @wait:8t1
    Scenario: A falls silent, B on a second port takes over, and A comes back
      Given connections A and B of one redundancy group on two ports of the device, A on a path that can be disturbed
      And data transfer is started on A
      And numbered events are accounted for
      When one of the numbered events on A is unacknowledged
      And A falls silent
      And newer numbered events come about
      And the controlling station starts data transfer on B instead
      Then what was unacknowledged on A comes first on B, in its order, then what is newer
      When the path of A is sound again, and A connects anew
      Then C is open and answers

    @id:failover-to-second-port-reset @RED-008 @wait:8t1
    Scenario: A is reset, B on a second port takes over, and A comes back
      Given connections A and B of one redundancy group on two ports of the device, A on a path that can be disturbed
      And data transfer is started on A
      And numbered events are accounted for
      When one of the numbered events on A is unacknowledged
      And A is reset
      And newer numbered events come about
      And the controlling station starts data transfer on B instead
      Then what was unacknowledged on A comes first on B, in its order, then what is newer
      When the path of A is sound again, and A connects anew
      Then C is open and answers

    @id:failover-to-second-port-frozen @RED-008 @wait:8t1
    Scenario: The device stands still, and goes on with B on a second port
      Given connections A and B of one redundancy group on two ports of the device
      And data transfer is started on A
      And numbered events are accounted for
      When one of the numbered events on A is unacknowledged
      And the station of A is frozen
      And the controlling station starts data transfer on B instead
      And the station of A is back
      And newer numbered events come about
      Then what was unacknowledged on A comes first on B, in its order, then what is newer
