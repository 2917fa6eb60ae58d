Feature: Read (104:7.2, 101:7.4.1)
  C_RD_NA_1 asks for one object, which comes with cause 5.

  Rule: RDT-001 The controlled station answers a read with the object itself and cause 5, without confirmation and termination

    @id:read-brings-object @RDT-001 @wait:4t1
    Scenario: An object is read
      Given a connection with data transfer started
      When an object is read
      Then it comes with cause 5, and nothing else does

  Rule: RDT-002 The controlled station answers a read with a type without time tag, or with one for which its interoperability list has cause 5

    @id:read-without-time-tag @RDT-002 @wait:4t1
    Scenario: An object that brings events is read
      Given a connection with data transfer started
      When an object that brings events is read
      Then it comes without a time tag, or with one where the profile has it

  Rule: RDT-003 The controlled station refuses a read of the object of a command with cause 47, or tells its state

    @id:read-of-command @RDT-003 @wait:3t1
    Scenario: The object of a command is read
      Given a connection with data transfer started
      When the object of a command is read
      Then it is recorded how it was answered

  Rule: RDT-004 The controlled station refuses a read of object address 0 with cause 47

    @id:read-of-object-0 @RDT-004 @wait:5t1
    Scenario: Object address 0 is read
      Given a connection with data transfer started
      And a read that the controlled station serves
      When it comes with object address 0
      Then it is refused with cause 47

  Rule: RDT-005 The controlled station refuses a read with cause 44 where it has no read procedure

    @id:read-not-there @RDT-005 @wait:3t1
    Scenario: A device without read procedure
      Given a connection with data transfer started
      And a device that has no read procedure
      When the controlling station asks for it
      Then it is refused with cause 44

  Rule: RDT-006 The controlled station closes the connection over a read with octets behind its object address, or leaves it unserved

    @id:read-too-long @RDT-006 @wait:8t1
    Scenario: A read with something behind it
      Given a connection with data transfer started
      When reads come with octets behind their object address
      Then the controlled station closes the connection over each, or leaves it unserved
      And a new connection with data transfer works

  Rule: RDT-007 The controlled station answers a read while an interrogation runs

    @id:read-beside-interrogation @RDT-007 @wait:4t1
    Scenario: A read during an interrogation
      Given a connection with data transfer started
      When the controlling station interrogates the station and reads an object at once
      Then the read is answered, whenever that is

  Rule: RDT-008 The controlled station answers 200 reads in a row, each of them once

    @id:read-two-hundred-times @RDT-008 @wait:10t1
    Scenario: Two hundred reads
      Given a connection with data transfer started
      When an object is read 200 times in a row
      Then each of 200 reads brings it once
