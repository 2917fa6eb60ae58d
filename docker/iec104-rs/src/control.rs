// SPDX-License-Identifier: Apache-2.0

//! The control channel: one request line, one JSON line back, then the connection ends.

use std::{io, sync::Arc, time::Duration};

use iec104::rtu_server::RtuServerHandle;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    time::timeout,
};

use crate::{
    Station,
    output::{object, report, text},
};

const MOST_EVENTS: usize = 10_000;
const PATIENCE: Duration = Duration::from_secs(5);

pub async fn serve(listener: TcpListener, station: Arc<Station>, rtu: RtuServerHandle) {
    loop {
        let Ok((client, _)) = listener.accept().await else { continue };
        let (station, rtu) = (station.clone(), rtu.clone());
        tokio::spawn(async move {
            if let Err(error) = answer(client, &station, &rtu).await {
                report("control", &[("error", text(&error.to_string()))]);
            }
        });
    }
}

async fn answer(client: TcpStream, station: &Station, rtu: &RtuServerHandle) -> io::Result<()> {
    let mut client = BufReader::new(client);
    let mut line = String::new();
    timeout(PATIENCE, client.read_line(&mut line)).await??;
    let reply = obey(line.trim(), station, rtu).await;
    client.write_all(format!("{reply}\n").as_bytes()).await?;
    client.shutdown().await
}

async fn obey(line: &str, station: &Station, rtu: &RtuServerHandle) -> String {
    let (word, argument) = line.split_once(' ').unwrap_or((line, ""));
    match (word, argument.parse::<usize>()) {
        ("status", _) => done(&[
            // Neither connections nor what waits for them can be seen from outside of the library.
            ("connections", 0),
            ("started", 0),
            ("queued", 0),
            ("cyclicMs", 0),
        ]),
        ("events", Ok(count)) if count <= MOST_EVENTS => {
            for _ in 0..count {
                if let Err(error) = station.event(rtu).await {
                    return refused(&error.to_string());
                }
            }
            done(&[("events", count)])
        }
        ("cyclic", Ok(0)) => done(&[("cyclicMs", 0)]),
        ("cyclic", Ok(_)) => refused("the RTU server of iec104 sends nothing cyclically"),
        _ => refused(&format!("expected: status | events N (0..{MOST_EVENTS}) | cyclic 0")),
    }
}

fn done(more: &[(&str, usize)]) -> String {
    let fields: Vec<(&str, String)> = [("ok", "true".to_owned())]
        .into_iter()
        .chain(more.iter().map(|(name, value)| (*name, value.to_string())))
        .collect();
    object(&fields)
}

fn refused(error: &str) -> String {
    object(&[("ok", "false".to_owned()), ("error", text(error))])
}
