Feature: Interrogation of groups (104:7.5, 101:7.2.6.22)
  C_IC_NA_1 with qualifier 21 to 36 brings the objects of group 1 to 16. What is of a group the profile says.

  Rule: GIN-008 The controlled station answers the interrogation of each group that it declares with the data of that group, the qualifier as their cause, between confirmation and termination with that qualifier

    @id:groups-con-data-term @GIN-008 @wait:16t1
    Scenario: One group after the other
      Given a connection with data transfer started
      When the controlling station interrogates each group that the controlled station declares
      Then each group brings its data with its cause between confirmation and termination

  Rule: GIN-009 The controlled station brings nothing in the interrogation of its groups that it does not bring in that of the station

    @id:groups-beside-station @GIN-009 @wait:16t1
    Scenario: The groups together and the station as a whole
      Given a connection with data transfer started
      When the controlling station interrogates the station and each group that the controlled station declares
      Then it is recorded what the groups bring beside the station

  Rule: GIN-016 The controlled station answers the interrogation of a group that comes while that of the station runs

    @id:group-during-interrogation @GIN-016 @wait:6t1
    Scenario: A group during the station
      Given a connection with data transfer started
      When the controlling station interrogates the station and one of its groups at once
      Then it is recorded what came of both

  Rule: GIN-025 The controlled station confirms and terminates the interrogation of a group without objects

    @id:empty-groups @GIN-025 @wait:16t1
    Scenario: Groups that have no objects
      Given a connection with data transfer started
      When the controlling station interrogates each group that the controlled station declares
      Then it is recorded which groups are empty
