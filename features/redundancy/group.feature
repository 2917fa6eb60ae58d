@redundancy
Feature: Connections of a redundancy group (104:10)
  Several connections, one of which is started: it alone carries user data, and all of them are supervised.

  Rule: RED-001 The controlled station takes all connections that a redundancy group has, each of them in STOPPED

    @id:group-connections-stopped @RED-001 @wait:2t3 @exclusive
    Scenario: All connections of the group are opened
      Given all connections that the redundancy group has
      Then all of them are taken, and carry no user data before STARTDT act

  Rule: RED-002 The controlled station sends TESTFR act on each connection of a group at latest after t3, and closes it t1 later without an answer

    @id:standby-supervised @RED-002 @wait:2t1+2t3
    Scenario: Nobody answers on a standby connection
      Given connections A, B and C of one redundancy group
      And data transfer is started on A
      When B answers no TESTFR act and sends nothing
      Then TESTFR act comes on B at latest after t3, and the connection is closed t1 later

    @id:started-supervised-beside-standby @RED-002 @wait:3t1+2t3
    Scenario: Nobody answers on the started connection
      Given connections A and B of one redundancy group
      And data transfer is started on A
      When A answers no TESTFR act and sends nothing
      Then TESTFR act comes on A at latest after t3, and the connection is closed t1 later

  Rule: RED-003 The controlled station answers TESTFR act on a stopped connection while another one of the group is started

    @id:testfr-on-standby @RED-003 @wait:3t1
    Scenario: TESTFR act on a standby connection
      Given connections A and B of one redundancy group
      And data transfer is started on A
      When the controlling station sends TESTFR act on B
      Then TESTFR act is confirmed on B within t1

  Rule: RED-004 The controlled station sends user data on the started connection of a group only

    @id:data-on-started-only @RED-004 @wait:3t1+t3
    Scenario: Events come about while A is started
      Given connections A, B and C of one redundancy group
      And data transfer is started on A
      Then only A carries user data

  Rule: RED-013 The controlled station does not start data transfer on B by itself when A was closed

    @id:standby-not-started-by-itself @RED-013 @wait:4t1+2t3
    Scenario: The started connection is closed
      Given connections A and B of one redundancy group
      And data transfer is started on A
      When the controlling station closes A
      Then B stays in STOPPED for t3

  Rule: RED-014 The controlled station keeps the events of a group whose started connection was closed until another one is started

    @id:events-kept-while-none-started @RED-014 @wait:5t1
    Scenario: Events come about when A is closed and B is stopped
      Given connections A and B of one redundancy group
      And data transfer is started on A
      And numbered events are accounted for
      When the controlling station closes A
      And numbered events come about
      And the controlling station sends STARTDT act on B
      Then no number is lost, none comes out of order, and none that was acknowledged comes again

  Rule: RED-015 The controlled station keeps the events of a group of which no connection is open

    @id:events-kept-while-all-down @RED-015 @wait:6t1
    Scenario: Events come about when A and B are closed
      Given connections A and B of one redundancy group
      And data transfer is started on A
      And numbered events are accounted for
      When the controlling station closes B
      And the controlling station closes A
      And numbered events come about
      And the controlling station connects C to the group again
      And the controlling station sends STARTDT act on C
      Then every number comes to C

  Rule: RED-016 The controlled station closes a stopped connection on which a command comes, and does not carry it out

    @id:command-on-standby @RED-016 @wait:close+3t1
    Scenario: A command on a standby connection
      Given connections A and B of one redundancy group
      And data transfer is started on A
      When a command is sent on B
      Then B is closed, and A shows that nothing was carried out

  Rule: RED-017 The controlled station counts the sequence numbers of each connection of a group by themselves, from 0

    @id:own-sequence-numbers @RED-017 @wait:4t1+t3
    Scenario: B is started after A has carried data
      Given connections A and C of one redundancy group
      And data transfer is started on A
      When the controlling station interrogates the station on A
      And the controlling station connects B to the group again
      And the controlling station sends TESTFR act on B
      And data transfer is stopped on A
      And the controlling station sends STARTDT act on B
      Then B counts from 0

  Rule: RED-032 The controlled station declares how many connections a redundancy group has

    @id:number-of-connections-stated @RED-032 @wait:t1
    Scenario: The profile is read
      Then the controlled station declares how many connections a redundancy group has

  Rule: RED-033 The controlled station that takes one connection only goes on living when a second one is opened

    @id:second-connection-to-one @RED-033 @wait:close+4t1
    Scenario: A second connection to a device that takes one
      Given a device that takes one connection only
      And a connection with data transfer started
      When the controlling station opens a second connection
      Then it is recorded what became of both, and one of them lives

  Rule: RED-034 The controlled station leaves the started connection alone when STOPDT act comes on a stopped one

    @id:stopdt-on-standby @RED-034 @wait:4t1
    Scenario: STOPDT act on a standby connection while A has I formats unacknowledged
      Given connections A and B of one redundancy group
      And data transfer is started on A
      When A leaves I formats unacknowledged
      And the controlling station sends STOPDT act on B
      Then A goes on with data transfer
