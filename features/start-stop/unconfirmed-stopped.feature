Feature: STOPDT while I formats are unacknowledged (104:5.3)
  Until its own I formats are acknowledged the controlled station withholds STOPDT con: S and U formats only.

  Rule: SST-011 The controlled station acknowledges the I formats that it has received before it sends STOPDT con

    @id:s-before-stopdt-con @SST-011 @wait:3t1
    Scenario: An I format and at once STOPDT act
      Given a connection with data transfer started
      And as many I formats of the controlled station as it can send that nobody has acknowledged
      When the controlling station sends an I format and at once STOPDT act, and acknowledges nothing
      Then STOPDT con comes after the acknowledgement of what it had received

  Rule: SST-012 The controlled station sends no I format after STOPDT act and withholds STOPDT con while I formats of its own are unacknowledged

    @id:stopdt-con-withheld @SST-012 @wait:3t1
    Scenario: STOPDT act with I formats unacknowledged, and then events
      Given a connection with data transfer started
      And an I format of the controlled station that nobody has acknowledged
      When the controlling station sends STOPDT act and acknowledges nothing
      And events wait for data transfer
      Then STOPDT con is withheld and no I format comes

    @id:stopdt-con-withheld-again @SST-012 @wait:5t1
    Scenario: A second STOPDT act on the connection, with I formats unacknowledged
      Given a connection with data transfer started, stopped and started again
      And an I format of the controlled station that nobody has acknowledged
      When the controlling station sends STOPDT act and acknowledges nothing
      Then STOPDT con is withheld and no I format comes

  Rule: SST-013 The controlled station sends STOPDT con once the I formats of its own are acknowledged

    @id:stopdt-con-after-acknowledgement @SST-013 @wait:3t1
    Scenario: All are acknowledged
      Given a connection with data transfer started
      And a few I formats of the controlled station that nobody has acknowledged
      When the controlling station sends STOPDT act and acknowledges nothing
      And the controlling station acknowledges all
      Then STOPDT con follows the acknowledgement

  Rule: SST-014 The controlled station goes on withholding STOPDT con when only a part of its I formats is acknowledged

    @id:stopdt-con-after-partial-acknowledgement @SST-014 @wait:3t1
    Scenario: A part of them is acknowledged
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When the controlling station sends STOPDT act and acknowledges nothing
      And the controlling station acknowledges all but the newest
      Then STOPDT con is still withheld

  Rule: SST-015 The controlled station closes the connection t1 after its oldest I format when STOPDT act came and nobody acknowledges

    @id:unacknowledged-after-stopdt @SST-015 @wait:3t1
    Scenario: Nobody acknowledges
      Given a connection with data transfer started
      And an I format of the controlled station that nobody has acknowledged
      When the controlling station sends STOPDT act and acknowledges nothing
      Then the controlled station closes the connection t1 after the oldest I format
      And a new connection with data transfer works

  Rule: SST-016 The controlled station closes the connection on an I format while its STOPDT con is withheld

    @id:i-while-con-withheld @SST-016 @wait:close+2t1
    Scenario: An I format while STOPDT con is withheld
      Given a connection with data transfer started
      And an I format of the controlled station that nobody has acknowledged
      When the controlling station sends STOPDT act and acknowledges nothing
      And the controlling station sends an I format that acknowledges nothing
      Then the controlled station closes the connection

  Rule: SST-017 The controlled station answers TESTFR act with TESTFR con while its STOPDT con is withheld

    @id:testfr-while-con-withheld @SST-017 @wait:3t1
    Scenario: TESTFR act while STOPDT con is withheld
      Given a connection with data transfer started
      And a few I formats of the controlled station that nobody has acknowledged
      When the controlling station sends STOPDT act and acknowledges nothing
      And the controlling station tests the connection meanwhile
      Then TESTFR act is confirmed although STOPDT con is withheld

  Rule: SST-018 The controlled station sends no STOPDT con after STARTDT con when STARTDT act comes while its STOPDT con is withheld

    @id:startdt-while-con-withheld @SST-018 @wait:3t1
    Scenario: STARTDT act while STOPDT con is withheld
      Given a connection with data transfer started
      And a few I formats of the controlled station that nobody has acknowledged
      When the controlling station sends STOPDT act and acknowledges nothing
      And the controlling station sends STARTDT act after all
      Then no STOPDT con comes after STARTDT con

  Rule: SST-019 The controlled station withholds STOPDT con for an unacknowledged confirmation of a command, too

    @id:confirmation-unacknowledged @SST-019 @wait:3t1
    Scenario: Only a confirmation is unacknowledged
      Given a connection with data transfer started
      And an I format of the controlled station that nobody has acknowledged
      When the controlling station sends STOPDT act and acknowledges nothing
      Then STOPDT con is withheld and no I format comes

  Rule: SST-027 The controlled station stops I formats for a STOPDT act in the middle of an interrogation and confirms it after their acknowledgement

    @id:stopdt-during-interrogation @SST-027 @wait:4t1
    Scenario: STOPDT act in the middle of an interrogation
      Given a connection with data transfer started
      When the controlling station interrogates the station and acknowledges nothing
      And the controlling station sends STOPDT act and acknowledges nothing
      Then STOPDT con is withheld and no I format comes
      When the controlling station acknowledges all
      Then STOPDT con follows the acknowledgement
