Feature: Events that nobody may receive yet (104:7.4)
  What came about while data transfer was stopped, or nobody was connected, is told afterwards as it was.

  Rule: CLS-003 The controlled station keeps events that come about while there is no connection, and sends each once after STARTDT with its own time

    @id:events-while-disconnected @CLS-003 @EVT-009 @wait:6t1
    Scenario: Events while there is no connection
      Given a connection with data transfer started
      And an event that was received as it came about
      When events come about while there is no connection
      And the controlling station starts data transfer on a new connection
      Then these events come once each, with the time at which they came about

  Rule: CLS-004 The controlled station keeps events that come about while data transfer is stopped, and sends each once after STARTDT with its own time

    @id:events-while-stopped @CLS-004 @EVT-009 @wait:6t1
    Scenario: Events while data transfer is stopped
      Given a connection with data transfer started
      And an event that was received as it came about
      When events come about while data transfer is stopped
      And data transfer is started again
      Then these events come once each, with the time at which they came about

  Rule: CLS-005 The controlled station sends kept events in the order in which they came about, at least those of one object

    @id:events-in-order @CLS-005 @wait:5t1
    Scenario: Several events of the same object
      Given a connection with data transfer started
      When more events come about while data transfer is stopped than objects that bring them
      And data transfer is started again
      Then the events come in the order in which they came about

  Rule: CLS-007 The controlled station does not send events again that were acknowledged before the connection ended

    @id:acknowledged-events-once @CLS-007 @wait:5t1
    Scenario: Acknowledged events and a new connection
      Given a connection with data transfer started
      When events come and are acknowledged, and then the connection ends
      And the controlling station starts data transfer on a new connection
      Then none of the acknowledged events comes again

  Rule: CLS-009 The controlled station loses the oldest or the newest events when its buffer overflows, as it declares, keeps all others in order, and goes on

    @id:event-buffer-overflows @CLS-009 @wait:9t1
    Scenario: More events than the buffer keeps
      Given a connection with data transfer started
      And numbered events are accounted for
      When more numbered events come about while data transfer is stopped than the buffer keeps
      And data transfer is started again
      Then only those are lost that the overflow takes, and the others come in order
      And the connection stays open

  Rule: CLS-010 The controlled station repeats no answer to a request on a new connection

    @id:no-answers-again @CLS-010 @wait:4t1
    Scenario: Answers that were unacknowledged when the connection was lost
      Given a connection with data transfer started
      When the connection ends while answers to requests are unacknowledged
      And the controlling station starts data transfer on a new connection
      Then it is recorded which answers come again

  Rule: CLS-011 The controlled station reports no end of initialisation on a new connection when it was not initialised

    @id:no-initialisation-at-reconnect @CLS-011 @INI-004 @wait:4t1
    Scenario: A new connection without a restart
      Given a connection with data transfer started
      When the connection ends while answers to requests are unacknowledged
      And the controlling station starts data transfer on a new connection
      Then it is recorded whether an end of initialisation comes

  Rule: CLS-020 The controlled station carries out an interrogation right after STARTDT while kept events are being sent

    @id:interrogation-beside-events @CLS-020 @wait:6t1
    Scenario: An interrogation among events
      Given a connection with data transfer started
      When the controlling station starts data transfer with an interrogation at once, while events wait
      Then the interrogation is carried out and the connection lives
