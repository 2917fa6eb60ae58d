@redundancy
Feature: Switchover between connections (104:10)
  Data transfer goes from one connection of a group to another, and numbered events are accounted for.

  Rule: RED-005 The controlled station goes on with its events on B after STOPDT on A and STARTDT on B, without loss and in order

    @id:regular-switchover @RED-005 @wait:5t1
    Scenario: STOPDT on A, then STARTDT on B, while events come about
      Given connections A and B of one redundancy group
      And data transfer is started on A
      And numbered events are accounted for
      When numbered events come on A
      And data transfer is stopped on A
      And numbered events come about
      And the controlling station sends STARTDT act on B
      Then STARTDT act is confirmed on B
      Then no number is lost, none comes out of order, and none that was acknowledged comes again

  Rule: RED-006 The controlled station confirms STOPDT act only when A has acknowledged everything, and repeats nothing of that on B

    @id:switchover-with-unacknowledged @RED-006 @wait:6t1
    Scenario: STOPDT act on A while events are unacknowledged
      Given connections A and B of one redundancy group
      And data transfer is started on A
      And numbered events are accounted for
      When A leaves numbered events unacknowledged
      And the controlling station sends STOPDT act on A
      Then STOPDT con is withheld on A until everything is acknowledged
      When numbered events come about
      And the controlling station sends STARTDT act on B
      Then no number is lost, none comes out of order, and none that was acknowledged comes again

  Rule: RED-009 The controlled station lets only the connection carry user data that was started last

    @id:takeover @RED-009 @wait:4t1+t3
    Scenario: STARTDT act on B while A is started
      Given connections A and B of one redundancy group
      And data transfer is started on A
      When the controlling station sends STARTDT act on B
      Then only B carries user data

    @id:takeover-continuous @RED-009 @wait:5t1+t3
    Scenario: STARTDT act on B while A is started and events come about
      Given connections A and B of one redundancy group
      And data transfer is started on A
      And numbered events are accounted for
      When numbered events come about
      And the controlling station sends STARTDT act on B
      And numbered events come about
      Then no number is lost, none comes out of order, and none that was acknowledged comes again

    @id:takeover-during-command @RED-009 @wait:5t1+t3
    Scenario: STARTDT act on B while a command runs on A
      Given connections A and B of one redundancy group
      And data transfer is started on A
      When a command is given on A, and B is started before its course has ended
      Then only B carries user data

    @id:takeover-as-declared @RED-009 @wait:3t1+close
    Scenario: What becomes of A is held against the profile
      Given connections A and B of one redundancy group
      And data transfer is started on A
      When the controlling station sends STARTDT act on B
      Then it is recorded what became of A

  Rule: RED-010 The controlled station leaves the other stopped connections of a group open when B takes over from A

    @id:takeover-third-connection @RED-010 @wait:4t1
    Scenario: A third connection of the group is stopped
      Given connections A, B and C of one redundancy group
      And data transfer is started on A
      When the controlling station sends STARTDT act on B
      Then C is open and answers

  Rule: RED-011 The controlled station closes A on an S format that comes after B took over

    @id:s-after-takeover @RED-011 @wait:3t1+close
    Scenario: An S format on A after B took over
      Given connections A and B of one redundancy group
      And data transfer is started on A
      When the controlling station sends STARTDT act on B
      And the controlling station sends an S format on A
      Then it is recorded whether A is closed

  Rule: RED-012 The controlled station sends no rest of an interrogation on A after B took over

    @id:takeover-during-interrogation @RED-012 @wait:4t1
    Scenario: An interrogation runs on A when B is started
      Given connections A and B of one redundancy group
      And data transfer is started on A
      When the controlling station interrogates the station on A and starts B at once
      Then no answer comes on A after the STARTDT con of B

  Rule: RED-024 The controlled station loses no event and changes no order over a row of 50 switchovers from A to B and back

    @id:fifty-switchovers @RED-024 @wait:6t1+10t3
    Scenario: From A to B and back, 50 times
      Given connections A and B of one redundancy group
      And data transfer is started on A
      And numbered events are accounted for
      When data transfer goes from A to B and back 50 times under numbered events
      Then no number is lost, none comes out of order, and none that was acknowledged comes again

    @id:two-hundred-switchovers @RED-024 @long @wait:5min
    Scenario: From A to B and back, 200 times
      Given connections A and B of one redundancy group
      And data transfer is started on A
      And numbered events are accounted for
      When data transfer goes from A to B and back 200 times under numbered events
      Then no number is lost, none comes out of order, and none that was acknowledged comes again

  Rule: RED-025 The controlled station ends with one started connection when STARTDT act comes on two at once

    @id:both-started-at-once @RED-025 @wait:4t1+t3
    Scenario: STARTDT act on A and B at once
      Given connections A and B of one redundancy group
      When the controlling station sends STARTDT act on A and B at once
      Then one of A and B carries user data in the end

  Rule: RED-026 The controlled station refuses the execution on B of a command that was selected on A

    @id:selected-on-a-executed-on-b @RED-026 @wait:5t1
    Scenario: Selected on A, executed on B
      Given connections A and B of one redundancy group
      And data transfer is started on A
      When an object that must be selected is selected on A and executed on B
      Then the execution on B is refused
