Feature: What a device must outlive (104:5)
  Scanners and broken peers send anything; afterwards the device takes connections as before.

  Rule: ROB-020 The controlled station takes connections after random octets came on many

    @id:random-octets @ROB-020 @wait:40t1
    Scenario: Random octets on a thousand connections
      Given a connection to the controlled station
      When random octets come on 1000 connections
      Then a new connection with data transfer works

  Rule: ROB-021 The controlled station takes connections after each bit of an exchange was turned round once

    @id:bit-flips @ROB-021 @wait:30t1
    Scenario: Each bit of STARTDT act and an interrogation
      Given a connection to the controlled station
      When each bit of STARTDT act and an interrogation is turned round once
      Then a new connection with data transfer works

  Rule: ROB-022 The controlled station ends its side of each connection that was cut off in an APDU, and takes connections afterwards

    @id:cut-off-at-each-octet @ROB-022 @wait:30t1
    Scenario: An exchange that is cut off after each octet
      Given a connection to the controlled station
      When STARTDT act and an interrogation are cut off after each octet, and the connection is ended
      Then a new connection with data transfer works

  Rule: ROB-025 The controlled station takes connections after start octets and impossible lengths came nested

    @id:nested-starts @ROB-025 @wait:6t1
    Scenario: Nested start octets
      Given a connection to the controlled station
      When start octets and impossible lengths come nested
      Then a new connection with data transfer works

  Rule: ROB-028 The controlled station keeps a connection on which nothing comes and tests it at latest after t3

    @id:silent-connection @ROB-028 @wait:2t3+3t1
    Scenario: A connection without an octet
      Given a connection to the controlled station
      When the controlling station falls silent
      Then the connection is kept, and TESTFR act comes at latest after t3

  Rule: ROB-030 The controlled station answers a burst of TESTFR act, or closes the connection, and lives

    @id:burst-of-testfr @ROB-030 @wait:6t1
    Scenario: 64 kB of TESTFR act
      Given a connection to the controlled station
      When 64 kB of TESTFR act come at once
      Then it is recorded how many were answered
      And a new connection with data transfer works
