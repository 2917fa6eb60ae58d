Feature: Events and a connection that is lost (104:5.1, 7.4)
  What was acknowledged has arrived; what was not is owed.

  Rule: CLS-006 The controlled station sends events that were unacknowledged when the connection was lost again on the next one, in order and before newer ones

    @id:unacknowledged-events-again @CLS-006 @SEQ-040 @wait:4t1
    Scenario: The connection is lost while events are unacknowledged
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When the connection is lost while events are unacknowledged, and newer events come about
      And the controlling station starts data transfer on a new connection
      Then the unacknowledged events come again before any newer one

  Rule: CLS-008 The controlled station sends only events again whose acknowledgement was lost with the connection

    @id:lost-acknowledgement @CLS-008 @wait:4t1
    Scenario: The acknowledgements of a few events are lost
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When the path swallows every acknowledgement of 3 events and then the connection
      And the controlling station starts data transfer on a new connection
      Then it is recorded which events come again

  Rule: EVT-011 The controlled station loses no event of a burst when their acknowledgements are lost with the connection

    @id:burst-and-lost-acknowledgements @EVT-011 @wait:4t1
    Scenario: The acknowledgements of a burst are lost
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When the path swallows every acknowledgement of 20 events and then the connection
      And the controlling station starts data transfer on a new connection
      Then all 20 events come, those that were unacknowledged first
