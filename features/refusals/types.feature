Feature: Requests of types that a station does not know (101:7.2.3, 104:6)
  Cause 44 names a type that the station does not support. What is reserved or belongs to the other direction is recorded only.

  Rule: NEG-001 The controlled station refuses a type of the control direction that it does not support with cause 44

    @id:refuses-unsupported-type @NEG-001 @wait:3t1
    Scenario: A type that is not supported
      Given a connection with data transfer started
      When the controlling station sends a request of a type that the controlled station does not declare
      Then it is refused with cause 44

  Rule: NEG-002 The controlled station refuses a reserved type with cause 44 and keeps the connection

    @id:refuses-reserved-types @NEG-002 @wait:7t1
    Scenario: Types that the standard reserves
      Given a connection with data transfer started
      When the controlling station sends requests of the reserved types 42, 80 and 99
      Then it is refused with cause 44

  Rule: NEG-004 The controlled station refuses a type of the monitor direction that comes to it with cause 44, and keeps the connection

    @id:refuses-monitor-types @NEG-004 @wait:5t1
    Scenario: Points that come from the controlling station
      Given a connection with data transfer started
      When the controlling station sends a single point of its own
      Then it is refused with cause 44

  Rule: NEG-005 The controlled station refuses C_TS_NA_1, which is not in the selection of 104, with cause 44

    @id:refuses-test-without-time-tag @NEG-005 @RDT-012 @wait:3t1
    Scenario: A test command without time tag
      Given a connection with data transfer started
      When the controlling station sends a test command without time tag
      Then it is refused with cause 44

  Rule: NEG-006 The controlled station refuses a type with CP24Time2a with cause 44, and keeps the connection

    @id:refuses-short-time-tag @NEG-006 @wait:3t1
    Scenario: A short time tag
      Given a connection with data transfer started
      When the controlling station sends a single point with a short time tag
      Then it is refused with cause 44
