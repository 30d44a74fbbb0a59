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
        for when in ["always", "first", "middle", "last"] {
            let switch = format!("jit-force={when}");
            engines.push(Engine::new(
                &format!("exit-{when}"),
                Set::Full,
                &["jit=eager", &switch],
            ));
        }
        engines.push(Engine::new(
            "spill",
            Set::Full,
            &["jit=eager", "jit-regs=spill"],
        ));
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
