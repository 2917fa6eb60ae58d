// SPDX-License-Identifier: Apache-2.0

//! The points of docker/README.md, as far as the library's point model has them, and two integrated totals.

use iec104::{
    rtu_server::{PointAddress, PointValue, RtuInitialPoint},
    types::{
        MBoNa1, MDpNa1, MItNa1, MMeNa1, MMeNb1, MMeNc1, MSpNa1, MStNa1,
        information_elements::{Diq, Dpi, Siq, Spi, Vti},
        quality_descriptors::{Qds, SeqQd},
    },
};

const SINGLE: u32 = 100;
pub const COMMAND: u32 = 5000;
/// Both a group of interrogation and one of counter interrogation.
const GROUP: u8 = 1;

/// The object of events and of the return information.
pub fn single(common_address: u16) -> PointAddress {
    PointAddress::new(common_address, SINGLE)
}

pub fn single_value(on: bool) -> PointValue {
    PointValue::MSpNa1(MSpNa1 { siq: Siq { spi: if on { Spi::On } else { Spi::Off }, ..Siq::default() } })
}

fn double(dpi: Dpi) -> PointValue {
    PointValue::MDpNa1(MDpNa1 { diq: Diq { dpi, ..Diq::default() } })
}

fn step(value: i8) -> PointValue {
    PointValue::MStNa1(MStNa1 { vti: Vti { value, ..Vti::default() } })
}

fn bits(bsi: u32) -> PointValue {
    PointValue::MBoNa1(MBoNa1 { bsi, qds: Qds::default() })
}

fn normalized(nva: i16) -> PointValue {
    PointValue::MMeNa1(MMeNa1 { nva, qds: Qds::default() })
}

fn scaled(sva: i16) -> PointValue {
    PointValue::MMeNb1(MMeNb1 { sva, qds: Qds::default() })
}

fn floating(value: f32) -> PointValue {
    PointValue::MMeNc1(MMeNc1 { value, qds: Qds::default() })
}

fn total(bcr: i32) -> PointValue {
    PointValue::MItNa1(MItNa1 { bcr, sqd: SeqQd::default() })
}

pub fn all(common_address: u16) -> Vec<RtuInitialPoint> {
    let at = |address, value| RtuInitialPoint::new(PointAddress::new(common_address, address), value);
    let in_group = |address, value| RtuInitialPoint { interrogation_group: Some(GROUP), ..at(address, value) };
    vec![
        in_group(SINGLE, single_value(true)),
        in_group(101, single_value(false)),
        in_group(102, single_value(true)),
        in_group(103, single_value(false)),
        at(200, double(Dpi::Off)),
        at(201, double(Dpi::On)),
        at(300, step(-7)),
        at(301, step(7)),
        at(400, bits(0x0000_0001)),
        at(401, bits(0xaa55_aa55)),
        at(500, normalized(16384)),
        at(501, normalized(-8192)),
        at(600, scaled(1234)),
        at(601, scaled(-1234)),
        at(700, floating(50.02)),
        at(701, floating(-1.5)),
        RtuInitialPoint { counter_group: Some(GROUP), ..at(800, total(1000)) },
        at(801, total(2000)),
    ]
}
