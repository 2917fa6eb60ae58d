// SPDX-License-Identifier: Apache-2.0

//! A controlled station on the RTU server of iec104: its points, the one decision that the library leaves to the
//! application (which command is carried out), and the control channel that docker/README.md describes. Everything else,
//! from STARTDT to the answer to an interrogation, is the library's and is left as it comes.

mod control;
mod objects;
mod output;

use std::{
    env,
    fmt::Display,
    process,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use iec104::{
    config::{ProtocolConfig, ServerConfig},
    cot::Cot,
    rtu_server::{CommandContext, CommandHandling, RtuHandleError, RtuServer, RtuServerHandle, command_handler_from_fn},
    types::{
        InformationObjects,
        information_elements::{SelectExecute, Spi},
    },
    types_id::TypeId,
};
use tokio::net::TcpListener;

use output::{report, text};

const VERSION: &str = "0.6.0";

// ---- configuration

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn fail(what: &str, error: impl Display) -> ! {
    report("failed", &[("what", text(what)), ("error", text(&error.to_string()))]);
    process::exit(1)
}

fn number<T: FromStr + PartialOrd + Display>(name: &str, otherwise: T, lowest: T, highest: T) -> T {
    let Some(value) = variable(name) else { return otherwise };
    match value.parse::<T>() {
        Ok(value) if lowest <= value && value <= highest => value,
        _ => fail(name, format!("expected a number from {lowest} to {highest}")),
    }
}

fn seconds(name: &str, otherwise: f64, highest: f64) -> Duration {
    Duration::from_secs_f64(number(name, otherwise, 0.1, highest))
}

// ---- the process side

pub struct Station {
    common_address: u16,
    /// Object 100, which events and the command change.
    single: AtomicBool,
}

impl Station {
    /// One event: the library sends what a point is set to, to every connection that is started.
    async fn event(&self, rtu: &RtuServerHandle) -> Result<(), RtuHandleError> {
        let on = !self.single.fetch_xor(true, Ordering::Relaxed);
        rtu.set_point(objects::single(self.common_address), objects::single_value(on)).await
    }

    /// Whether a command is carried out. The library sends the answer, which can be positive or negative; it has no way
    /// to give it the cause 44 to 47, a return information or a termination.
    fn command(&self, context: &CommandContext<'_>) -> CommandHandling {
        let asdu = context.asdu;
        let value = self.value_of(context);
        if let Some(on) = value {
            self.single.store(on, Ordering::Relaxed);
            report("command", &[("ioa", objects::COMMAND.to_string()), ("value", u8::from(on).to_string())]);
        }
        CommandHandling {
            negative: value.is_none(),
            reply_type_id: asdu.type_id,
            reply_information_objects: asdu.information_objects.clone(),
            apply_updates: value
                .map(|on| (objects::single(self.common_address), objects::single_value(on)))
                .into_iter()
                .collect(),
        }
    }

    /// What a command that is carried out asks for: C_SC_NA_1 at 5000, activation, execute.
    fn value_of(&self, context: &CommandContext<'_>) -> Option<bool> {
        let asdu = context.asdu;
        let InformationObjects::CScNa1(commands) = &asdu.information_objects else { return None };
        let [command] = commands.as_slice() else { return None };
        let accepted = asdu.type_id == TypeId::C_SC_NA_1
            && asdu.cot == Cot::Activation
            && asdu.address_field == self.common_address
            && command.address == objects::COMMAND
            && command.object.sco.se == SelectExecute::Execute;
        accepted.then_some(command.object.sco.scs == Spi::On)
    }
}

#[tokio::main]
async fn main() {
    if variable("MODE").is_some_and(|mode| mode != "connection-is-group") {
        fail("MODE", "expected connection-is-group: iec104 has no redundancy groups");
    }
    if variable("TLS").is_some_and(|tls| tls != "0") {
        fail("TLS", "a station of iec104 cannot ask for a client certificate");
    }
    let station = Arc::new(Station {
        common_address: number("COMMON_ADDRESS", 1, 1, 65534),
        single: AtomicBool::new(true),
    });
    let port = number("PORT", 2404, 1, 65535);
    let config = ServerConfig {
        address: variable("HOST").unwrap_or_else(|| "0.0.0.0".to_owned()),
        port,
        protocol: ProtocolConfig {
            t0: seconds("T0", 10.0, 255.0),
            t1: seconds("T1", 5.0, 255.0),
            t2: seconds("T2", 3.0, 255.0),
            t3: seconds("T3", 7.0, 172_800.0),
            k: number("K", 12, 1, 32767),
            w: number("W", 8, 1, 32767),
            ..ProtocolConfig::default()
        },
        ..ServerConfig::default()
    };
    let decides = station.clone();
    let rtu = RtuServer::start(
        config,
        objects::all(station.common_address),
        command_handler_from_fn(move |context| decides.command(&context)),
    )
    .await
    .unwrap_or_else(|error| fail("port", error));

    let control_port = number("CONTROL_PORT", 0, 0, 65535);
    let listener = if control_port > 0 {
        let host = variable("CONTROL_HOST").unwrap_or_else(|| "127.0.0.1".to_owned());
        Some(TcpListener::bind((host, control_port)).await.unwrap_or_else(|error| fail("control port", error)))
    } else {
        None
    };
    report(
        "ready",
        &[
            ("station", text("iec104")),
            ("version", text(VERSION)),
            ("port", port.to_string()),
            ("controlPort", control_port.to_string()),
        ],
    );
    match listener {
        Some(listener) => control::serve(listener, station, rtu).await,
        None => std::future::pending().await,
    }
}
