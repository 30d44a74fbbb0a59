//! Finds the first stage at which a diverging program goes wrong.
//!
//! The stages are engines themselves (`engine::STAGES`): the interpreter; the recorded IR, evaluated; the optimised IR,
//! evaluated; machine code. The first of them that diverges has the fault. Within the optimiser, each pass is switched
//! off in turn, and for one whose absence helps, the number of its applications is bisected: the last one allowed before
//! the program goes wrong is the culprit. All of this only works because the same switches make the same traces.

use std::io;

use super::engine::STAGES;
use super::{Divergence, Engine, Session};
use ir::opt::Pass;

/// More applications of one pass than any program here makes.
const MOST_APPLICATIONS: u64 = 1 << 32;

/// Parts smaller than one in two to this power hold one guard of any program here.
const MOST_HALVINGS: usize = 14;

/// What is to blame for a divergence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Blame {
    /// One of the stages, or `this engine alone` where none of the plain stages diverges.
    pub stage: &'static str,
    /// The pass, and its first wrong application, counted from 1.
    pub pass: Option<(Pass, u64)>,
    /// The engine, with the switches found, under which the fault shows.
    pub engine: Engine,
}

/// Runs the program again under the stages, and then under ever narrower switches.
///
/// # Errors
/// A process cannot be started.
pub fn blame(session: &Session, divergence: &Divergence) -> io::Result<Blame> {
    let diverges = |engine: &Engine| -> io::Result<bool> {
        let seen = session
            .runner
            .run(&session.programs[divergence.program], engine, 0)?;
        Ok(!seen.is(&divergence.expected))
    };
    // Where the evaluators are missing, a wrong trace may be the recorder's fault, the optimiser's or the back end's.
    let mut evaluated = false;
    for (name, stage) in STAGES {
        let engine = Engine::named(name).expect("the stages are engines");
        if session.refusal(&engine)?.is_some() {
            continue;
        }
        evaluated |= name == "evaluated";
        if !diverges(&engine)? {
            continue;
        }
        if stage == "optimiser" || stage == "back end" && !evaluated {
            if let Some(blame) = blame_pass(&engine, &diverges)? {
                return Ok(blame);
            }
            let stage = if evaluated {
                stage
            } else {
                "recorder or back end"
            };
            return Ok(Blame {
                stage,
                pass: None,
                engine,
            });
        }
        return Ok(Blame {
            stage,
            pass: None,
            engine,
        });
    }
    let engine = narrow(session.engines[divergence.engine].clone(), &diverges)?;
    Ok(Blame {
        stage: "this engine alone",
        pass: None,
        engine,
    })
}

/// An engine that forces exits, cut down to as few guards as still show the fault.
fn narrow(
    mut engine: Engine,
    diverges: &impl Fn(&Engine) -> io::Result<bool>,
) -> io::Result<Engine> {
    for _ in 0..MOST_HALVINGS {
        let Some(halves) = engine.halves() else { break };
        let mut smaller = None;
        for half in halves {
            if smaller.is_none() && diverges(&half)? {
                smaller = Some(half);
            }
        }
        // If neither half fails, guards of both are needed.
        match smaller {
            Some(half) => engine = half,
            None => break,
        }
    }
    Ok(engine)
}

/// The first pass without which the program is right, and its first wrong application.
fn blame_pass(
    engine: &Engine,
    diverges: &impl Fn(&Engine) -> io::Result<bool>,
) -> io::Result<Option<Blame>> {
    for pass in Pass::ALL {
        if diverges(&engine.with(&format!("jit-opt=-{}", pass.name())))? {
            continue;
        }
        let limited = |count: u64| engine.with(&format!("jit-opt={}={count}", pass.name()));
        let wrong = first(|count| diverges(&limited(count)))?;
        return Ok(Some(Blame {
            stage: "optimiser",
            pass: Some((pass, wrong)),
            engine: limited(wrong),
        }));
    }
    Ok(None)
}

/// The smallest count that fails, where 0 does not and everything from some count on does.
fn first(fails: impl Fn(u64) -> io::Result<bool>) -> io::Result<u64> {
    let mut high = 1;
    while high < MOST_APPLICATIONS && !fails(high)? {
        high *= 2;
    }
    let mut low = high / 2;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if fails(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bisection_finds_the_first_failure() {
        for wrong in [1, 2, 3, 7, 8, 9, 1000, 12_345] {
            let tries = std::cell::Cell::new(0);
            let found = first(|count| {
                tries.set(tries.get() + 1);
                Ok(count >= wrong)
            });
            assert_eq!(found.expect("nothing can go wrong here"), wrong);
            assert!(tries.get() < 40, "{wrong}: {} tries", tries.get());
        }
    }
}
