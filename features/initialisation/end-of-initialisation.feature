Feature: Initialisation of the controlled station (104:7.1, 101:7.2.6.21)
  After a start M_EI_NA_1 says that the data which follow are those of a station that is ready. How soon it comes nobody says.

  Rule: INI-001 The controlled station sends M_EI_NA_1 with cause 4 and object address 0 once for each common address after a restart, before any other data of that address

    @id:initialisation-announced-first @INI-001 @wait:14t1
    Scenario: The first data after a restart
      Given a controlled station that announces the end of its initialisation
      And a connection with data transfer started
      When the controlled station is restarted, events come about, data transfer is started on a new connection, and each common address is interrogated
      Then each common address announces the end of its initialisation once, before its data

  Rule: INI-002 The controlled station gives as cause of its initialisation power on, manual reset or remote reset, 0 to 2, and no reserved one, 3 to 31

    @id:initialisation-cause @INI-002 @wait:10t1
    Scenario: The cause of initialisation after a restart
      Given a controlled station that announces the end of its initialisation
      And a connection with data transfer started
      When the controlled station is restarted, and data transfer is started on a new connection
      Then the causes of the initialisation are defined

  Rule: INI-003 The controlled station gives remote reset, 2, as cause of its initialisation after a reset of its process

    @id:initialisation-after-reset @INI-003 @wait:10t1 @exclusive
    Scenario: The cause of initialisation after C_RP_NA_1
      Given a controlled station that announces the end of its initialisation
      And a connection with data transfer started
      When the process of the controlled station is reset, and data transfer is started on a new connection
      Then the end of initialisation gives remote reset as its cause

  Rule: INI-006 The controlled station sends M_EI_NA_1 once for each common address and redundancy group, on the started connection

    @id:initialisation-in-group @INI-006 @wait:12t1
    Scenario: Two connections of a group
      Given a controlled station that announces the end of its initialisation
      And a connection with data transfer started
      When the controlled station is restarted, and data transfer is started on one connection of a group after the other
      Then each common address announced the end of its initialisation once, on one of them

  Rule: INI-007 The controlled station answers an interrogation that comes right after its restart, with data or negatively

    @id:interrogation-right-after-restart @INI-005 @INI-007 @wait:12t1
    Scenario: An interrogation before anything was announced
      Given a connection with data transfer started
      When the controlled station is restarted, and STARTDT act and an interrogation come at once on a new connection
      Then it is recorded what came of the interrogation, and what came before the end of initialisation
      And a new connection with data transfer works

  Rule: INI-009 The controlled station marks points invalid or not topical until it has read them from the process after its restart

    @id:quality-after-restart @INI-009 @wait:12t1
    Scenario: The first interrogation after a restart
      Given a connection with data transfer started
      When the controlled station is restarted, and STARTDT act and an interrogation come at once on a new connection
      Then it is recorded which quality the points have

  Rule: INI-010 The controlled station refuses connections before it is ready, or serves them later, and leaves none half open

    @id:connections-before-ready @INI-010 @wait:10t1
    Scenario: Connections during a restart
      Given a connection with data transfer started
      When the controlled station is restarted, and connections are tried until it is back
      Then it is recorded what became of the connections that came too early
      And a new connection with data transfer works
