Feature: What becomes of the clock (104:7.6)
  Events before and after show the clock. Whatever was set, the true time is set again when a scenario ends.

  Rule: CLK-003 The controlled station gives events time tags that follow the time which a clock synchronisation has set

    @id:clock-followed @CLK-003 @wait:8t1
    Scenario: An hour ahead
      Given a connection with data transfer started
      And an event that was received as it came about
      When the clock is set an hour ahead, and an event comes about
      Then the time tag follows the time that was set

  Rule: CLK-008 The controlled station refuses a clock synchronisation with a time that is out of range, or leaves its clock as it was, and lives

    @id:clock-out-of-range @CLK-008 @wait:16t1
    Scenario: Parts of a time that are out of range
      Given a connection with data transfer started
      When times come with minute 60, hour 24, day 0, month 13 and 60,000 milliseconds
      Then the clock stays as it was
      And a new connection with data transfer works

  Rule: CLK-009 The controlled station refuses a clock synchronisation with a day that the calendar does not have, or leaves its clock as it was, and lives

    @id:clock-of-no-day @CLK-009 @wait:12t1
    Scenario: Days of February that there are not
      Given a connection with data transfer started
      When times come with days that the calendar does not have
      Then the clock stays as it was
      And a new connection with data transfer works

  Rule: CLK-010 The controlled station goes over the end of a 29 February and of a year as the calendar does

    @id:clock-rolls-over @CLK-010 @wait:10t1
    Scenario: The last second of a day
      Given a connection with data transfer started
      And an event that was received as it came about
      When the clock is set to just before the end of a 29 February and of a year, and an event comes about behind it
      Then the time tags are on the day and in the year that follow from it

  Rule: CLK-011 The controlled station takes years 0 and 99 for 2000 and 2099, and its time tags tell them

    @id:clock-years @CLK-011 @wait:10t1
    Scenario: The first year and the last
      Given a connection with data transfer started
      And an event that was received as it came about
      When the clock is set to the years 0 and 99, and an event comes about in each
      Then the time tags are on the day and in the year that follow from it

  Rule: CLK-013 The controlled station does not take a time that is marked invalid

    @id:clock-marked-invalid @CLK-013 @wait:8t1
    Scenario: A time that is marked invalid
      Given a connection with data transfer started
      When a time comes that is marked invalid
      Then the clock stays as it was
      And a new connection with data transfer works

  Rule: CLK-018 The controlled station sends events in the order in which they came about although its clock was set back between them

    @id:clock-set-back @CLK-018 @wait:6t1
    Scenario: The clock is set back between events
      Given a connection with data transfer started
      And an event that was received as it came about
      When the clock is set an hour back while more events wait than the window holds, and further ones come about
      Then the events come in the order in which they came about, whatever their time tags say

  Rule: CLK-021 The controlled station tells its time by itself only where its interoperability list has cause 3 for that

    @id:clock-told-by-itself @CLK-021 @wait:4t1
    Scenario: A full hour goes by
      Given a connection with data transfer started
      When the clock is set to just before a full hour, which is waited for
      Then the controlled station tells its time by itself only where the profile has it
