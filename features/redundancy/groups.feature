@redundancy
Feature: Several redundancy groups (104:10)
  Two masters, each with its own events, windows and answers.

  Rule: RED-018 The controlled station sends each event to every redundancy group

    @id:events-to-every-group @RED-018 @wait:6t1
    Scenario: Events come about while both groups are started
      Given A in one redundancy group and D in another, with data transfer started on both
      And numbered events are accounted for
      When numbered events come about
      Then every number comes to A and to D, once and in order

  Rule: RED-019 The controlled station keeps the events of a group that is down while another group gets them

    @id:events-kept-for-a-group-that-is-down @RED-019 @wait:8t1
    Scenario: One group is down when events come about
      Given A in one redundancy group and D in another, with data transfer started on both
      And numbered events are accounted for
      When the controlling station closes D
      And numbered events come on A
      And E joins the other redundancy group and data transfer is started on it
      Then every number comes to A and to E, once and in order

  Rule: RED-020 The controlled station answers an interrogation in the group only that asked

    @id:interrogation-answered-in-its-group @RED-020 @wait:6t1
    Scenario: An interrogation in one group
      Given A in one redundancy group and D in another, with data transfer started on both
      When the controlling station interrogates the station on A
      Then the answer comes on A and nothing of it on D

  Rule: RED-021 The controlled station confirms a command in the group only that sent it

    @id:command-confirmed-in-its-group @RED-021 @wait:6t1
    Scenario: A command in one group
      Given A in one redundancy group and D in another, with data transfer started on both
      When a command is carried out on A
      Then the answer comes on A and nothing of it on D
      And it is recorded how D learns of the return information

  Rule: RED-022 The controlled station refuses a client that no redundancy group lists

    @id:unlisted-client @RED-022 @wait:close+t0
    Scenario: A client that no group lists
      When a client connects that no redundancy group lists
      Then it is refused or closed without user data

  Rule: RED-023 The controlled station sends each event on every started connection where each connection is a group of its own

    @id:each-connection-a-group @RED-023 @wait:6t1
    Scenario: Both connections are started
      Given connections A and B, each a redundancy group of its own, with data transfer started on both
      And numbered events are accounted for
      When numbered events come about
      Then every number comes to A and to B, once and in order

  Rule: RED-035 The controlled station has one clock for all redundancy groups

    @id:one-clock @RED-035 @wait:7t1
    Scenario: The clock is set in one group
      Given A in one redundancy group and D in another, with data transfer started on both
      When the clock is set an hour ahead on A, and events come about
      Then it is recorded how far the time tags moved on A and on D
