Feature: Counter interrogation (104:7.8)
  C_CI_NA_1 brings integrated totals: activation confirmation, the totals, activation termination.

  Rule: CIN-001 The controlled station answers a general counter interrogation with activation confirmation, integrated totals and activation termination, in that order
    @id:counters-con-data-term @CIN-001 @wait:8t1
    Scenario: The course of a counter interrogation
      Given a connection with data transfer started
      And counters that were frozen, where that is permitted
      When the controlling station reads the counters
      Then confirmation, integrated totals and termination come in that order
      And the connection stays open

  Rule: CIN-002 The controlled station reports integrated totals of group n of the counter interrogation with cause 37 + n
    @id:counters-of-groups @CIN-002 @wait:14t1
    Scenario: The groups of counters
      Given a connection with data transfer started
      And counters that were frozen, where that is permitted
      When the controlling station reads each group of counters
      Then each group comes in its course and with its cause

  Rule: CIN-003 The controlled station confirms a counter interrogation with a reserved request negatively
    @id:counters-reserved-request @CIN-003 @wait:12t1
    Scenario: Requests that are reserved
      Given a connection with data transfer started
      When the controlling station reads the counters with the reserved requests 0, 6 and 31
      Then each is refused by a negative confirmation
      And the connection stays open

  Rule: CIN-004 The controlled station confirms a counter interrogation of a group or with an action that it does not have negatively
    @id:counters-undeclared @CIN-004 @wait:20t1
    Scenario: Groups and actions that are not there
      Given a connection with data transfer started
      When the controlling station asks for groups of counters and for actions that the controlled station does not declare
      Then each is refused by a negative confirmation
      And the connection stays open

  Rule: CIN-017 The controlled station reports integrated totals that were asked for with causes 37 to 41, never with 20 or 3
    @id:counters-cause @CIN-017 @wait:8t1
    Scenario: The cause of integrated totals
      Given a connection with data transfer started
      And counters that were frozen, where that is permitted
      When the controlling station reads the counters
      Then the integrated totals carry the cause of the request

  Rule: CIN-018 The controlled station answers the deactivation of a counter interrogation
    @id:counters-deactivated @CIN-018 @wait:4t1
    Scenario: A deactivation
      Given a connection with data transfer started
      When the controlling station deactivates the counter interrogation
      Then it is recorded how the deactivation is answered

  Rule: CIN-019 The controlled station answers a counter interrogation for the broadcast address for each of its common addresses
    @id:counters-broadcast @CIN-019 @wait:6t1
    Scenario: A request to everybody
      Given a connection with data transfer started
      When the controlling station reads the counters of everybody
      Then every common address answers

  Rule: CIN-021 The controlled station completes a counter interrogation that comes while a station interrogation runs, and that one, too
    @id:counters-during-interrogation @CIN-021 @wait:6t1
    Scenario: A counter interrogation during a station interrogation
      Given a connection with data transfer started
      When the controlling station interrogates the station and reads the counters at once
      Then both interrogations are confirmed and terminated
