Feature: Interrogations that do not run to their end undisturbed (104:7.5)
  An interrogation brings more than a window holds, and takes its time.

  Rule: GIN-012 The controlled station answers the deactivation of a running interrogation

    @id:interrogation-deactivated @GIN-012 @wait:5t1
    Scenario: A deactivation in the middle
      Given a connection with data transfer started
      When the controlling station interrogates the station and deactivates the interrogation at once
      Then it is recorded what came of both

  Rule: GIN-015 The controlled station answers an interrogation that comes while another one runs

    @id:interrogation-during-interrogation @GIN-015 @wait:6t1
    Scenario: Two interrogations at the same time
      Given a connection with data transfer started
      When the controlling station interrogates the station and once more at once
      Then it is recorded what came of both

  Rule: GIN-017 The controlled station sends no older state of a point behind an event that comes about during an interrogation

    @id:image-keeps-up @GIN-017 @wait:6t1
    Scenario: Points that change before their image can leave
      Given a connection with data transfer started
      When the controlling station interrogates the station while the send window is full, points change, and it interrogates once more
      Then no older state follows the events

  Rule: GIN-022 The controlled station holds an interrogation back while the send window is full, and goes on without loss

    @id:interrogation-held-back @GIN-022 @wait:5t1
    Scenario: Acknowledgements that stop midway
      Given a connection with data transfer started
      When the controlling station interrogates the station and acknowledges nothing until the send window is full
      Then never more than k I formats are unacknowledged
      And each object comes once and none is cut
      And confirmation, data and termination come in that order

  Rule: GIN-023 The controlled station sends nothing of an interrogation on the next connection when its own has ended

    @id:interrogation-ends-with-connection @GIN-023 @wait:7t1
    Scenario: A connection that ends midway
      Given a connection with data transfer started
      When the controlling station interrogates the station, and the connection ends midway
      And the controlling station starts data transfer on a new connection
      Then nothing of the interrogation comes
      When the controlling station interrogates the station
      Then confirmation, data and termination come in that order

  Rule: GIN-027 The controlled station confirms an interrogation within its declared time

    @id:interrogation-times @GIN-027 @wait:3t1
    Scenario: How long a confirmation takes
      Given a connection with data transfer started
      When the controlling station interrogates the station
      Then it is recorded how long the confirmation took

  Rule: GIN-028 The controlled station packs the objects of an interrogation into as few ASDUs as their length allows

    @id:interrogation-packing @GIN-028 @wait:3t1
    Scenario: How many objects an ASDU has
      Given a connection with data transfer started
      When the controlling station interrogates the station
      Then it is recorded how the objects are packed
