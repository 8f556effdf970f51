//! The language's evaluator, with a budget.

use crate::fuel::{Budget, Fuel};
use nickel_lang_core::cache::CacheHub;
use nickel_lang_core::error::EvalError;
use nickel_lang_core::eval::{Closure, Environment, VirtualMachine, VmContext};
use std::mem;
use std::rc::Rc;

/// A prepared program: sources, positions and suspended values, and the environment of the standard
/// library.
pub(crate) struct Machine {
    pub(crate) context: VmContext<CacheHub, Fuel>,
    environment: Environment,
}

impl Machine {
    /// Takes over a context whose standard library is prepared.
    pub(crate) fn new(mut context: VmContext<CacheHub, Fuel>) -> Self {
        let environment = context.import_resolver.mk_eval_env(&mut context.cache);
        Self {
            context,
            environment,
        }
    }

    /// What evaluation may still use.
    pub(crate) fn budget(&self) -> Rc<Budget> {
        Rc::clone(&self.context.cache.budget)
    }

    /// Evaluates a value until its outermost layer is known.
    ///
    /// Each evaluation has a virtual machine of its own; that costs nothing, and a failure leaves
    /// nothing behind: unwinding gives every value that was being computed its suspended state back.
    /// After a stop nothing is evaluated any more, and what the stack holds may be too deep to free.
    pub(crate) fn evaluate(&mut self, closure: Closure) -> Result<Closure, EvalError> {
        let budget = self.budget();
        let machine = VirtualMachine::new_empty_env(&mut self.context);
        let mut machine = machine.with_initial_env(self.environment.clone());
        let result = machine.eval_closure(closure);
        if budget.stopped().is_some() {
            mem::forget(machine);
        }
        result
    }
}
