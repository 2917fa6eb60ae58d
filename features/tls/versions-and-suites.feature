@tls
Feature: Versions and suites that the controlled station accepts (IEC 62351-3:5.1, 5.2)
  Offered octet by octet, because no library offers them any more.

  Rule: TLS-007 The controlled station refuses TLS 1.0 and TLS 1.1, unless its interoperability list has them

    @id:tls-1-0-and-1-1 @TLS-007 @wait:4t1+3t0+close
    Scenario: Old versions, every suite of theirs
      Given sessions over TLS work
      When TLS 1.0 and TLS 1.1 are offered, unless the profile has them
      Then the device refuses each of them
      And sessions over TLS still work

  Rule: TLS-008 The controlled station refuses SSL 3.0

    @id:ssl-3-0 @TLS-008 @wait:4t1+3t0+close
    Scenario: SSL 3.0, every suite of its time
      Given sessions over TLS work
      When SSL 3.0 is offered
      Then the device refuses it
      And sessions over TLS still work

  Rule: TLS-010 The controlled station that speaks TLS 1.3 marks its answer when it is asked for TLS 1.2

    @id:downgrade-sentinel @TLS-010 @wait:4t1+3t0+close
    Scenario: The random of the ServerHello
      Given sessions over TLS work
      When TLS 1.2 is offered to a device that speaks TLS 1.3
      Then sessions over TLS still work

  Rule: TLS-011 The controlled station refuses a controlling station that offers suites without encryption only

    @id:null-suites @TLS-011 @wait:10t1+3t0+close
    Scenario: Each suite without encryption alone
      Given sessions over TLS work
      When only suites without encryption are offered
      Then the device refuses each of them
      And sessions over TLS still work

  Rule: TLS-012 The controlled station accepts no anonymous suite, none of export strength, and none with DES, 3DES or RC4

    @id:what-it-accepts @TLS-012 @wait:40t1+3t0+close
    Scenario: Everything that the device accepts
      Given sessions over TLS work
      When every version and suite is offered, and less each time
      Then nothing that it accepts is anonymous, of export strength, or uses DES, RC4 or no encryption
      And sessions over TLS still work

  Rule: TLS-013 The controlled station accepts each suite that it declares, when it is offered alone

    @id:declared-suites @TLS-013 @wait:20t1+3t0+close
    Scenario: Each declared suite alone
      Given sessions over TLS work
      When each suite of the profile is offered alone
      Then the device accepts each of them
      And sessions over TLS still work

  Rule: TLS-014 The controlled station refuses a controlling station with which it has no suite in common

    @id:no-common-suite @TLS-014 @wait:4t1+3t0+close
    Scenario: A suite that no device has
      Given sessions over TLS work
      When only suites are offered that no device has
      Then the device refuses it
      And sessions over TLS still work

  Rule: TLS-015 The controlled station refuses a controlling station that offers suites with a pre-shared key only

    @id:psk-only @TLS-015 @wait:4t1+3t0+close
    Scenario: Suites with a pre-shared key
      Given sessions over TLS work
      When only suites with a pre-shared key are offered
      Then the device refuses it
      And sessions over TLS still work

  Rule: TLS-016 The controlled station uses no suite without integrity

    @id:no-integrity @TLS-016 @wait:4t1+3t0+close
    Scenario: TLS_NULL_WITH_NULL_NULL
      Given sessions over TLS work
      When only the suite without encryption, authentication and integrity is offered
      Then the device refuses it
      And sessions over TLS still work

  Rule: TLS-048 The controlled station ends a handshake that stands still within its declared time-out, and serves others meanwhile

    @id:stalled-handshake @TLS-048 @wait:th+4t1+2t0
    Scenario: Half a ClientHello and nothing more
      Given sessions over TLS work
      And a handshake that stands still after half a ClientHello
      Then sessions over TLS still work
      And the device gives up the handshake within its time-out

  Rule: TLS-054 The controlled station does not use TLS compression

    @id:compression-offered @TLS-054 @wait:4t1+3t0+close
    Scenario: DEFLATE is offered
      Given sessions over TLS work
      When compression is offered
      Then sessions over TLS still work

  Rule: TLS-055 The controlled station does not answer a heartbeat that claims more than it holds

    @id:heartbeat-that-lies @TLS-055 @wait:4t1+3t0+2close
    Scenario: A heartbeat request of 16384 octets that has none
      Given sessions over TLS work
      When a heartbeat that lies about its length follows the hello
      Then sessions over TLS still work

  Rule: TLS-057 The controlled station runs TLS 1.2 with extended master secret, or without it, which is recorded

    @id:no-extended-master-secret @TLS-057 @wait:4t1+3t0+close
    Scenario: TLS 1.2 without extended master secret
      Given sessions over TLS work
      When TLS 1.2 is offered without extended master secret
      Then it is recorded what the device does
      And sessions over TLS still work

  Rule: TLS-058 The controlled station accepts TLS_RSA_WITH_NULL_SHA256 neither by default nor after an update

    @id:null-sha256 @TLS-058 @wait:4t1+3t0+close
    Scenario: TLS_RSA_WITH_NULL_SHA256 alone
      Given sessions over TLS work
      When only TLS_RSA_WITH_NULL_SHA256 is offered
      Then the device refuses it
      And sessions over TLS still work
