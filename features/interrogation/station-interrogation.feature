Feature: Station interrogation (104:7.5)
  C_IC_NA_1 brings the image of the station: activation confirmation, the data without time tag, activation termination.

  Rule: GIN-001 The controlled station answers a station interrogation with activation confirmation, interrogated data and activation termination, in that order

    @id:gi-con-data-term @GIN-001 @wait:3t1
    Scenario: The course of a station interrogation
      Given a connection with data transfer started
      When the controlling station interrogates the station
      Then confirmation, data and termination come in that order

  Rule: GIN-002 The controlled station reports every declared point of a common address exactly once in a station interrogation

    @id:gi-declared-objects @GIN-002 @wait:3t1
    Scenario: The declared objects
      Given a connection with data transfer started
      When the controlling station interrogates the station
      Then every declared object comes once

  Rule: GIN-003 The controlled station answers a station interrogation only with types 1, 3, 5, 7, 9, 11, 13, 20 and 21, which carry no time tag, whether integrated totals come is a matter of GIN-005

    @id:gi-without-time-tags @GIN-003 @wait:3t1
    Scenario: The types of interrogated data
      Given a connection with data transfer started
      When the controlling station interrogates the station
      Then the data carry no time tags

  Rule: GIN-004 The controlled station reports interrogated data with cause 20 for the station and 21 to 36 for groups 1 to 16, never with 3 or 37

    @id:gi-cause-of-data @GIN-004 @wait:3t1
    Scenario: The cause of interrogated data
      Given a connection with data transfer started
      When the controlling station interrogates the station
      Then the data carry the cause of the interrogation

  Rule: GIN-005 The controlled station leaves integrated totals out of a station interrogation unless it declares them

    @id:gi-without-totals @GIN-005 @wait:3t1
    Scenario: Integrated totals stay out
      Given a connection with data transfer started
      When the controlling station interrogates the station
      Then no integrated totals are among the data

  Rule: GIN-006 The controlled station mirrors qualifier, originator address, common address and object address 0 in the confirmation and termination of an interrogation

    @id:gi-mirrors-request @GIN-006 @wait:3t1
    Scenario: What confirmation and termination mirror
      Given a connection with data transfer started
      When the controlling station interrogates the station as originator
      Then confirmation and termination mirror the request

  Rule: GIN-007 The controlled station reports neither commands nor parameters in a station interrogation

    @id:gi-without-control-types @GIN-007 @wait:3t1
    Scenario: Commands and parameters stay out
      Given a connection with data transfer started
      When the controlling station interrogates the station
      Then neither commands nor parameters are among the data

  Rule: GIN-018 The controlled station answers two station interrogations of a stable process with the same objects

    @id:gi-twice-the-same @GIN-018 @wait:6t1
    Scenario: Two interrogations one after the other
      Given a connection with data transfer started
      When the controlling station interrogates the station twice
      Then both bring the same objects
