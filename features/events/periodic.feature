Feature: Cyclic data and background scan (104:7.3, 101:7.4.2, 7.4.3)
  What comes again and again without being asked for: with its own cause, in its declared period, and never kept.

  Rule: EVT-015 The controlled station reports cyclic data with cause 1 within the declared period, with types that may be cyclic
    @id:cyclic-period @EVT-015 @wait:4tp+9t3
    Scenario: The period of cyclic data
      Given a connection with data transfer started
      When the controlling station waits for cyclic data to come twice
      Then cyclic data come with types that may and within the declared period

  Rule: EVT-016 The controlled station neither sends cyclic data while data transfer is stopped nor keeps them for later
    @id:cyclic-not-kept @EVT-016 @wait:5tp+3t1
    Scenario: Cyclic data and data transfer that is stopped
      Given a connection with data transfer started
      When data transfer is stopped for some periods of cyclic data and started again
      Then none of them were sent or kept meanwhile

  Rule: EVT-017 The controlled station reports a background scan with cause 2 within the declared period, with types without time tag
    @id:background-scan @EVT-017 @wait:4tp+9t3
    Scenario: The period of the background scan
      Given a connection with data transfer started
      When the controlling station waits for the background scan to come twice
      Then the background scan comes with types that may and within the declared period
