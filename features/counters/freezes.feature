Feature: Freezing and resetting counters (104:7.8, 101:7.4.8)
  What is read is what was frozen. Freezing changes the counters of the device: it needs the profile's word, allow: { reset: true }.

  Rule: CIN-005 The controlled station sends integrated totals by its own schedule where it freezes them itself (mode A)
    @id:counters-mode-a @CIN-005 @wait:2t3+t1
    Scenario: Totals that come by themselves
      Given a connection with data transfer started
      When nothing is asked for a while
      Then it is recorded which integrated totals come

  Rule: CIN-006 The controlled station reports on request what it has frozen itself (mode B)
    @id:counters-mode-b @CIN-006 @wait:4t1
    Scenario: Totals that the station has frozen
      Given a connection with data transfer started
      When the controlling station reads what the controlled station has frozen by itself
      Then the totals come when they are read

  Rule: CIN-007 The controlled station freezes integrated totals on request without reporting them, and reports them when they are read (mode C)
    @id:counters-mode-c @CIN-007 @wait:8t1
    Scenario: Totals that are frozen and read from remote
      Given a connection with data transfer started
      And counters that are frozen and read from remote
      When the controlling station freezes the counters and reads them
      Then the freeze brings nothing, and the read brings the totals

  Rule: CIN-008 The controlled station sends integrated totals by itself when they were frozen on request (mode D)
    @id:counters-mode-d @CIN-008 @wait:8t1
    Scenario: Totals that are sent when they are frozen
      Given a connection with data transfer started
      And counters that are sent when they are frozen
      When the controlling station freezes the counters and reads them
      Then the totals come by themselves after the freeze

  Rule: CIN-009 The controlled station reports a frozen count unchanged however often it is read, while the counter goes on
    @id:counters-frozen @CIN-009 @wait:14t1
    Scenario: A freeze without reset
      Given a connection with data transfer started
      When the controlling station freezes the counters, reads them twice, and freezes and reads them again
      Then the frozen counts stay, and the counters go on

  Rule: CIN-010 The controlled station lets a counter begin again at 0 when it is frozen with reset
    @id:counters-frozen-with-reset @CIN-010 @wait:14t1
    Scenario: A freeze with reset
      Given a connection with data transfer started
      When the counters are frozen with reset, and frozen and read again
      Then the counters have begun again

  Rule: CIN-011 The controlled station lets a counter begin again at 0 when it is reset
    @id:counters-reset @CIN-011 @wait:16t1
    Scenario: A reset
      Given a connection with data transfer started
      When the counters are frozen and read, reset, and frozen and read again
      Then the counters have begun again

  Rule: CIN-012 The controlled station reports the same count and sequence number for two reads without a freeze in between
    @id:counters-read-twice @CIN-012 @wait:8t1
    Scenario: Two reads
      Given a connection with data transfer started
      When the controlling station reads the counters twice
      Then both reads bring the same

  Rule: CIN-013 The controlled station raises the sequence number of a counter by one with each freeze, modulo 32
    @id:counters-sequence @CIN-013 @wait:12t1
    Scenario: The sequence number
      Given a connection with data transfer started
      When the controlling station freezes and reads the counters twice
      Then the sequence number has gone up by one

  Rule: CIN-022 The controlled station gives integrated totals with time tag the time of their freeze, not that of their transmission
    @id:counters-time-tag @CIN-022 @wait:9t1
    Scenario: The time tag of totals
      Given a connection with data transfer started
      When the counters are frozen, and read twice some time apart
      Then the time tags are those of the freeze

  Rule: CIN-023 The controlled station reports integrated totals that nobody asked for with cause 3, and those that were asked for with 37 to 41
    @id:counters-causes @CIN-023 @wait:8t1
    Scenario: The causes of totals
      Given a connection with data transfer started
      And counters that are sent when they are frozen
      When the controlling station freezes the counters and reads them
      Then the totals that were asked for and the others have different causes
