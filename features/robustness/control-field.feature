Feature: Control fields that mean nothing (104:5)
  The framing is right, so the connection may live; what means nothing must not be acted on.

  Rule: ROB-013 The controlled station does not act on an S format whose control octet 2 is not 0

    @id:s-octet-2 @ROB-013 @wait:6t1
    Scenario: Control octet 2 of an S format
      Given a connection to the controlled station
      When an S format has control octet 2 not 0
      Then it is recorded what becomes of it
      And a new connection with data transfer works

  Rule: ROB-014 The controlled station does not act on an S format with the lowest bit of N(R) set

    @id:s-low-bit @ROB-014 @wait:6t1
    Scenario: The lowest bit of N(R) in an S format
      Given a connection to the controlled station
      When an S format has the lowest bit of N(R) set
      Then it is recorded what becomes of it
      And a new connection with data transfer works

  Rule: ROB-015 The controlled station does not act on an I format with the lowest bit of N(R) set

    @id:i-low-bit @ROB-015 @wait:6t1
    Scenario: The lowest bit of N(R) in an I format
      Given a connection to the controlled station
      When an I format has the lowest bit of N(R) set
      Then it is recorded what becomes of it
      And a new connection with data transfer works

  Rule: ROB-016 The controlled station closes the connection over a U format whose control octets 2 to 4 are not 0, or ignores them

    @id:u-octets-2-to-4 @ROB-016 @wait:10t1
    Scenario: Control octets 2 to 4 of STARTDT act
      Given a connection to the controlled station
      When STARTDT act has control octets that are not 0
      Then it is recorded what becomes of it
      And a new connection with data transfer works

  Rule: ROB-017 The controlled station closes the connection over a U format with a function code that means nothing, or ignores it

    @id:u-codes @ROB-017 @wait:90t1
    Scenario: The 58 function codes that mean nothing
      Given a connection to the controlled station
      When U formats come with each function code that means nothing
      Then the controlled station closes each of these connections or ignores what came
      And a new connection with data transfer works

  Rule: ROB-018 The controlled station starts no data transfer over a U format that sets no function bit, two of them or all

    @id:u-codes-start-nothing @ROB-018 @wait:12t1
    Scenario: No function bit, two and all
      Given a connection to the controlled station
      When U formats come with no function bit, two of them and all
      Then the controlled station confirms no STARTDT and sends no I format over them
      And a new connection with data transfer works

  Rule: ROB-019 The controlled station outlives a con that nothing has asked for

    @id:con-without-act @ROB-019 @wait:8t1
    Scenario: Each con without its act
      Given a connection to the controlled station
      When the controlling station sends an unsolicited STARTDT con
      And the controlling station sends an unsolicited STOPDT con
      And the controlling station sends an unsolicited TESTFR con
      Then the connection stays open or was closed
      And a new connection with data transfer works

  Rule: ROB-031 The controlled station closes the connection over an I format with sequence numbers by chance

    @id:random-numbers @ROB-031 @wait:20t1
    Scenario: Random N(S) and N(R)
      Given a connection to the controlled station
      When I formats with random sequence numbers come on several connections
      Then the controlled station closes each of these connections
      And a new connection with data transfer works
