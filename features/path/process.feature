Feature: A controlled station that stands still or is killed (104:5, 7.1)
  A processor that hangs for a moment, a watchdog, a supply that fails: the connections are there still, or gone at once.

  Rule: FRM-015 The controlled station carries out several I formats that come in one TCP segment, each once and in order

    @id:frozen-requests-once @FRM-015 @wait:4t1
    Scenario: Requests gather while the station stands still
      Given a connection with data transfer started
      When requests come while the controlled station stands still
      Then each request is confirmed once and in order
      And the connection stays open

  Rule: CLS-006 The controlled station sends events that were unacknowledged when the connection was lost again on the next one, in order and before newer ones

    @id:frozen-events-again @CLS-006 @SEQ-040 @wait:6t1
    Scenario: The station stands still while events are unacknowledged, and the controlling station connects anew
      Given a connection with data transfer started
      When the controlled station stands still while events are unacknowledged, and the controlling station gives the connection up
      And the controlling station starts data transfer on a new connection
      Then the unacknowledged events come again before any newer one
      When the controlled station goes on

  Rule: CLS-007 The controlled station does not send events again that were acknowledged before the connection ended

    @id:killed-acknowledged-once @CLS-007 @wait:12t1
    Scenario: The station is killed after events were acknowledged
      Given a connection with data transfer started
      When events come and are acknowledged, and then the controlled station is killed
      And the controlled station is back
      And the controlling station starts data transfer on a new connection
      Then none of the acknowledged events comes again

  Rule: CLS-013 The controlled station sends no confirmation or termination on a new connection for a command that came on one that was lost

    @id:frozen-command-not-again @CLS-013 @wait:6t1+close
    Scenario: A command comes while the station stands still, and the connection is ended before it goes on
      Given a connection with data transfer started
      When a command comes while the controlled station stands still, and the controlling station ends the connection
      And the controlled station goes on
      And the controlling station starts data transfer on a new connection
      Then no answer to the command comes on the new connection
