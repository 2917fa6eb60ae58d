Feature: What must never look like a pass
  Self-test of the reports: one scenario per way in which a runner or a report has been seen to lie.

  Rule: Reports agree on every outcome

    @id:trap-pass @SST-001
    Scenario: A positive finding
      Given an oracle that finds "pass"

    @id:trap-fail @SST-002
    Scenario: A negative finding
      Given an oracle that finds "fail"
      Then a step that passes

    @id:trap-inconclusive @SST-003
    Scenario: Nothing could be established
      Given an oracle that finds "inconclusive"
      Then a step that passes

    @id:trap-tolerated @SST-005
    Scenario: The right outcome in a looser way
      Given an oracle that finds "tolerated"

    @id:trap-observed @SST-021
    Scenario: A violation of what is only observed
      Given an oracle that finds "fail"

    @id:trap-not-applicable @SST-006
    Scenario: The PICS says no
      Given a scenario set aside as "not applicable"

    @id:trap-not-executed @SST-007
    Scenario: Held back
      Given a scenario set aside as "not executed"

    @id:trap-after-hook @SST-008 @trap-after
    Scenario: The After hook throws
      Given an oracle that finds "pass"

    @id:trap-before-hook @SST-009 @trap-before
    Scenario: The Before hook throws
      Given an oracle that finds "pass"

    @id:trap-undefined-step @SST-010
    Scenario: A step that nobody has defined
      Given an oracle that finds "pass"
      Then nobody has defined this step

    @id:trap-pending-step @SST-022
    Scenario: A pending step
      Given an oracle that finds "pass"
      Then a step that is pending

    @id:trap-skipped-without-reason @SST-023 @trap-skip
    Scenario: Skipped without a reason
      Given an oracle that finds "pass"

    @id:trap-assertion @SST-024
    Scenario: A bare assertion
      Given a step that throws an AssertionError

    @id:trap-other-error @SST-025
    Scenario: Any other error
      Given a step that throws a TypeError

    @id:trap-time-out @SST-028
    Scenario: A step that never ends
      Given a step that never ends

    @id:trap-no-oracle @SST-029
    Scenario: All steps pass and no oracle has judged
      Given a step that passes

    @id:trap-killed-lane @SST-030
    Scenario: The lane is killed
      Given a step that kills its lane

    @id:trap-behind-the-killed-lane @SST-031
    Scenario: Another lane goes on
      Given an oracle that finds "pass"

  @TMR-017
  Rule: Tags of a Rule reach the results

    @id:trap-tag-of-rule
    Scenario: A requirement named on the Rule
      Given an oracle that finds "pass"
