Feature: Events (104:7.4)
  What changes is told at once: once, in order, with its time, under the address and with the type that are declared.

  Rule: EVT-001 The controlled station reports a change of a point as spontaneous, with the time of the change
    @id:events-spontaneous @EVT-001 @wait:8t1
    Scenario: Changes of points
      Given a connection with data transfer started
      And an event that was received as it came about
      When events come about, each well after the one before
      Then they come as spontaneous ones
      And their time tags are those of the events

  Rule: EVT-002 The controlled station reports an event with the type that is declared for its object, or for events
    @id:event-types @EVT-002 @wait:3t1
    Scenario: The types of events
      Given a connection with data transfer started
      When events come about
      Then they come with the types that are declared

  Rule: EVT-003 The controlled station reports every change of a point that changes in quick succession, in order
    @id:quick-changes @EVT-003 @wait:5t1
    Scenario: One point that changes quickly
      Given a connection with data transfer started
      And numbered events are accounted for
      When one point changes several times in quick succession
      Then every change has come, in order

  Rule: EVT-004 The controlled station reports the events of several points in the order of their time, at least those of one object
    @id:events-of-several-points @EVT-004 @wait:4t1
    Scenario: Several points, and a send window that is full
      Given a connection with data transfer started
      When events come about one after the other while nothing is acknowledged, and then everything is
      Then they come in the order in which they came about

  Rule: EVT-005 The controlled station reports an event of a type for which it declares double transmission with time tag and without
    @id:double-transmission @EVT-005 @wait:3t1
    Scenario: Types that are sent twice
      Given a connection with data transfer started
      When events come about
      Then those of types that are sent twice come with time tag and without

  Rule: EVT-006 The controlled station reports an event of a type for which it does not declare double transmission once
    @id:single-transmission @EVT-006 @wait:3t1
    Scenario: Types that are not sent twice
      Given a connection with data transfer started
      When events come about
      Then each comes once

  Rule: EVT-010 The controlled station reports all events of a burst of the size of its buffer, in order
    @id:burst-of-buffer-size @EVT-010 @wait:8t1
    Scenario: As many events at once as the buffer keeps
      Given a connection with data transfer started
      And numbered events are accounted for
      When as many numbered events come about at once as the controlled station keeps
      Then every change has come, in order

  Rule: EVT-013 The controlled station reports what a command from remote has moved with cause 11 and not with 12
    @id:return-information-remote @EVT-013 @wait:10t1
    Scenario: What a command from remote moves
      Given a connection with data transfer started
      And a direct command that is carried out
      When it is executed the other way
      And what it moves has come to rest
      Then return information is that of a command from remote

  Rule: EVT-020 The controlled station reports events with the octets of their types
    @id:event-sizes @EVT-020 @wait:3t1
    Scenario: The octets of events
      Given a connection with data transfer started
      When events come about
      Then they have the octets of their types

  Rule: EVT-025 The controlled station reports events that had to wait with the time at which they came about
    @id:kept-events-tags @EVT-025 @wait:8t1
    Scenario: The time of events that had to wait
      Given a connection with data transfer started
      And an event that was received as it came about
      When events come about while data transfer is stopped
      And data transfer is started again
      Then their time tags are those of the events
