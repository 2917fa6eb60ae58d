Feature: Octets that are no APDUs (104:5)
  Each on a connection of its own: closed, ignored or acted on, and the device lives afterwards.

  Rule: ROB-001 The controlled station closes the connection over a wrong start octet instead of looking for the next one

    @id:wrong-start-octet @ROB-001 @wait:12t1
    Scenario: Other start octets
      Given a connection to the controlled station
      When APDUs begin with another start octet
      Then the controlled station closes each of these connections
      And a new connection with data transfer works

  Rule: ROB-002 The controlled station closes the connection over octets in front of an APDU

    @id:garbage-before-apdu @ROB-002 @wait:12t1
    Scenario: Garbage in front of an APDU
      Given a connection to the controlled station
      When garbage comes before an APDU
      Then the controlled station closes each of these connections
      And a new connection with data transfer works

  Rule: ROB-003 The controlled station closes the connection over every octet but 0x68 at the place of the start octet

    @id:every-start-octet @ROB-003 @wait:16t1
    Scenario: Each of the other 255 octets
      Given a connection to the controlled station
      When an APDU begins with each octet but the start octet
      Then it is recorded what becomes of it
      And a new connection with data transfer works

  Rule: ROB-004 The controlled station closes the connection when another protocol is spoken on it

    @id:foreign-protocols @ROB-004 @wait:14t1
    Scenario: HTTP, SSH, TLS, DNP3 and Modbus
      Given a connection to the controlled station
      When another protocol is spoken
      Then the controlled station closes each of these connections
      And a new connection with data transfer works

  Rule: ROB-005 The controlled station closes the connection over a length octet from 0 to 3

    @id:length-below-4 @ROB-005 @wait:12t1
    Scenario: Lengths 0 to 3
      Given a connection to the controlled station
      When length octets are below 4
      Then the controlled station closes each of these connections
      And a new connection with data transfer works

  Rule: ROB-006 The controlled station closes the connection over a length octet of 254 or 255

    @id:length-above-253 @ROB-006 @wait:10t1
    Scenario: Lengths 254 and 255
      Given a connection to the controlled station
      When length octets are above 253
      Then the controlled station closes each of these connections
      And a new connection with data transfer works

  Rule: ROB-007 The controlled station closes the connection over an I format without an ASDU

    @id:i-without-asdu @ROB-007 @wait:8t1
    Scenario: An I format of length 4
      Given a connection to the controlled station
      When an I format has no ASDU
      Then the controlled station closes each of these connections
      And a new connection with data transfer works

  Rule: ROB-008 The controlled station closes the connection over an ASDU shorter than its header, or drops it, and goes on

    @id:asdu-shorter-than-header @ROB-008 @wait:16t1
    Scenario: I formats of length 5 to 9
      Given a connection to the controlled station
      When I formats have an ASDU shorter than its header
      Then the controlled station closes each of these connections or ignores what came
      And a new connection with data transfer works

  Rule: ROB-009 The controlled station closes the connection over an S or U format longer than its control field, or passes over it as a whole, and takes nothing behind the control field for an APDU

    @id:su-longer-than-control-field @ROB-009 @wait:20t1+6close
    Scenario: S and U formats with something behind them
      Given a connection to the controlled station
      When S and U formats have octets behind the control field
      Then the controlled station closes each of these connections or takes the frame as a whole
      And a new connection with data transfer works

  Rule: ROB-010 The controlled station closes the connection over an I format that reaches one octet into the next APDU

    @id:i-one-too-long @ROB-010 @wait:8t1
    Scenario: A length that is one too large
      Given a connection to the controlled station
      When the length of an I format is one too large
      Then the controlled station closes the connection over what is left
      And a new connection with data transfer works

  Rule: ROB-011 The controlled station closes the connection over the octet that an I format one too short leaves over

    @id:i-one-too-short @ROB-011 @wait:8t1
    Scenario: A length that is one too small
      Given a connection to the controlled station
      When the length of an I format is one too small
      Then the controlled station closes the connection over what is left
      And a new connection with data transfer works

  Rule: ROB-012 The controlled station serves its other connections while an APDU stops half-way on one, and ends that one at latest after t3 and t1

    @id:half-apdu-and-others @ROB-012 @wait:t3+6t1
    Scenario: Half an APDU on one of two connections
      Given a connection with data transfer started
      When an APDU stops half-way on another connection, and nothing follows
      Then the first connection is served all the time
      And the controlled station closes the half-fed connection at latest after t3 and t1
      And a new connection with data transfer works

  Rule: ROB-023 The controlled station answers the whole APDU that comes in front of a half one and the end of the connection

    @id:apdu-and-a-half @ROB-023 @wait:4t1
    Scenario: One APDU and a half, and FIN
      Given a connection to the controlled station
      When TESTFR act and half an APDU come, and then the end of the connection
      Then it is recorded whether the whole APDU was answered
      And a new connection with data transfer works
