//! The engines: ways to run a program that must not differ in what it prints.
//!
//! All of them in one list, with the switches that choose them. An engine whose switches the binary refuses is a tool
//! error, found before anything runs ([`super::Session::probe`]): a switch that is silently ignored would make its
//! engine a test that cannot fail.

use ir::opt::Pass;

/// Which engines a run uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Set {
    /// Those that every change must pass within minutes.
    Quick,
    /// All of them.
    Full,
}

/// One way to run a program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Engine {
    pub name: String,
    pub switches: Vec<String>,
    /// The smallest set that has it.
    pub set: Set,
}

/// The interpreter alone, with which all others are compared where no output is recorded.
pub const INTERPRETER: &str = "interpreter";

/// The engines that stand for the stages of compilation in their order: the first that differs has the fault.
pub const STAGES: [(&str, &str); 4] = [
    (INTERPRETER, "interpreter"),
    ("recorded", "recorder"),
    ("evaluated", "optimiser"),
    ("eager", "back end"),
];

/// When guards are forced to exit, and in how many runs that together cover every guard. A guard that always exits hides
/// those behind it, so there the parts are smaller.
const FORCED: [(&str, u64); 4] = [("always", 8), ("first", 2), ("middle", 2), ("last", 2)];

impl Engine {
    fn new(name: &str, set: Set, switches: &[&str]) -> Engine {
        let switches = switches
            .iter()
            .flat_map(|switch| ["-X".to_string(), switch.to_string()])
            .collect();
        Engine {
            name: name.to_string(),
            switches,
            set,
        }
    }

    /// All engines, in the order in which they run.
    pub fn all() -> Vec<Engine> {
        let mut engines = vec![
            Engine::new(INTERPRETER, Set::Quick, &["jit=off"]),
            Engine::new("default", Set::Quick, &["jit=on"]),
            Engine::new("eager", Set::Quick, &["jit=eager"]),
            Engine::new("recorded", Set::Full, &["jit=eval-recorded"]),
            Engine::new("evaluated", Set::Full, &["jit=eval"]),
            Engine::new("no-optimiser", Set::Full, &["jit=eager", "jit-opt=none"]),
        ];
        for pass in Pass::ALL {
            let switch = format!("jit-opt=-{}", pass.name());
            engines.push(Engine::new(
                &format!("no-{}", pass.name()),
                Set::Full,
                &["jit=eager", &switch],
            ));
        }
        for (when, parts) in FORCED {
            for part in 0..parts {
                let switch = format!("jit-force={when}:{part}/{parts}");
                engines.push(Engine::new(
                    &format!("exit-{when}-{part}"),
                    Set::Full,
                    &["jit=eager", &switch],
                ));
            }
        }
        for (name, switches) in [
            ("verified", ["jit=eager", "jit-verify=on"]),
            ("spill", ["jit=eager", "jit-regs=spill"]),
            ("aborted", ["jit=eager", "jit-abort=12"]),
            ("evaluated-exits", ["jit=eval", "jit-force=first"]),
        ] {
            engines.push(Engine::new(name, Set::Full, &switches));
        }
        engines.push(Engine::new(
            "gc-stress",
            Set::Full,
            &["jit=off", "gc-stress=101"],
        ));
        engines.push(Engine::new(
            "gc-stress-jit",
            Set::Full,
            &["jit=eager", "gc-stress=101"],
        ));
        engines
    }

    /// The engines of a set.
    pub fn of(set: Set) -> Vec<Engine> {
        let mut engines = Engine::all();
        engines.retain(|engine| set == Set::Full || engine.set == Set::Quick);
        engines
    }

    /// The engine of this name.
    pub fn named(name: &str) -> Option<Engine> {
        Engine::all().into_iter().find(|engine| engine.name == name)
    }

    /// Whether it must be told first how often guards are reached.
    pub fn wants_profile(&self) -> bool {
        self.switches
            .iter()
            .any(|s| s.starts_with("jit-force=middle") || s.starts_with("jit-force=last"))
    }

    /// The two halves of an engine that forces a part of the guards to exit.
    pub fn halves(&self) -> Option<[Engine; 2]> {
        let at = self
            .switches
            .iter()
            .position(|s| s.starts_with("jit-force="))?;
        let (when, parts) = self.switches[at]
            .split_once(':')
            .unwrap_or((&self.switches[at], "0/1"));
        let (part, of) = parts.split_once('/')?;
        let (part, of): (u64, u64) = (part.parse().ok()?, of.parse().ok()?);
        Some([part, part + of].map(|part| {
            let mut engine = self.clone();
            engine.switches[at] = format!("{when}:{part}/{}", of * 2);
            engine
        }))
    }

    /// Whether the JIT is on under this engine.
    pub fn makes_traces(&self) -> bool {
        let last = self.switches.iter().rfind(|s| s.starts_with("jit="));
        last.is_some_and(|s| s != "jit=off")
    }

    /// This engine with further switches, under a name that says so.
    pub fn with(&self, switch: &str) -> Engine {
        let mut engine = self.clone();
        engine.name = format!("{} {switch}", self.name);
        engine
            .switches
            .extend(["-X".to_string(), switch.to_string()]);
        engine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_stages_exist() {
        let engines = Engine::all();
        for (index, engine) in engines.iter().enumerate() {
            assert!(
                engines[..index]
                    .iter()
                    .all(|other| other.name != engine.name),
                "{}",
                engine.name
            );
        }
        for (name, _) in STAGES {
            assert!(Engine::named(name).is_some(), "{name}");
        }
    }
}
