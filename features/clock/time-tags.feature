Feature: Time tags (101:7.2.6.18, 104:6)
  What a time tag is made of, against what the profile declares. The clock is left alone but for the case of a restart.

  Rule: CLK-012 The controlled station sets the summer time bit of its time tags only where its interoperability list has it

    @id:tags-summer-time @CLK-012 @wait:4t1
    Scenario: The summer time bit
      Given a connection with data transfer started
      When events come about one after the other
      Then the time tags carry the summer time bit only where the profile has it

  Rule: CLK-015 The controlled station gives time tags the day of week of their date, 1 Monday to 7 Sunday, where its interoperability list has it, and 0 elsewhere

    @id:tags-day-of-week @CLK-015 @wait:4t1
    Scenario: The day of week
      Given a connection with data transfer started
      When events come about one after the other
      Then the time tags carry the day of week of their date where the profile has it

  Rule: CLK-017 The controlled station marks time tags invalid after a restart until its clock was set

    @id:tags-after-restart @CLK-017 @INI-008 @wait:8t1
    Scenario: Time tags after a restart
      Given a connection with data transfer started
      When the controlled station begins anew, and an event comes about before and after its clock is set
      Then it is recorded which time tags are marked invalid

  Rule: CLK-020 The controlled station gives time tags in UTC or local time, as it declares

    @id:tags-time-zone @CLK-020 @wait:4t1
    Scenario: The time zone
      Given a connection with data transfer started
      When events come about one after the other
      Then it is recorded which time zone the time tags are in

  Rule: CLK-022 The controlled station gives time tags as finely as it declares

    @id:tags-resolution @CLK-022 @wait:4t1
    Scenario: How fine they are
      Given a connection with data transfer started
      When events come about one after the other
      Then it is recorded how fine the time tags are

  Rule: CLK-023 The controlled station sends events with whole time tags, CP56Time2a, and none with CP24Time2a

    @id:tags-whole @CLK-023 @wait:4t1
    Scenario: Which types carry them
      Given a connection with data transfer started
      When events come about one after the other
      Then the time tags are whole ones
