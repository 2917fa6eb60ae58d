Feature: Events and the image of the station (104:7.4, 7.5)
  An interrogation brings the same points that events are told of, in the state that came last.

  Rule: EVT-021 The controlled station reports the state of the last event of a point in the interrogations after it
    @id:last-event-interrogated @EVT-021 @wait:9t1
    Scenario: Interrogations after events
      Given a connection with data transfer started
      When events come about and the controlling station interrogates the station twice
      Then the interrogations bring the states of the last events

  Rule: EVT-022 The controlled station loses no event that comes about while an interrogation is to be confirmed
    @id:event-during-confirmation @EVT-022 @wait:6t1
    Scenario: Events while an interrogation is to be confirmed
      Given a connection with data transfer started
      And numbered events are accounted for
      When the controlling station interrogates the station, and a point changes meanwhile
      Then every change has come, in order

  Rule: EVT-023 The controlled station reports a point under the same address in events and in interrogations
    @id:event-addresses @EVT-023 @wait:9t1
    Scenario: The addresses of events
      Given a connection with data transfer started
      When the controlling station interrogates the station before and after events
      Then events and interrogations have the same points under the same addresses

  Rule: EVT-024 The controlled station reports a point with types that differ by the time tag alone in events and in interrogations
    @id:event-type-pairs @EVT-024 @wait:9t1
    Scenario: The types of events and points
      Given a connection with data transfer started
      When events come about and the controlling station interrogates the station twice
      Then the types of the events are those of the points with a time tag
