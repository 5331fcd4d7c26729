//! Downsell negotiations: playbook advice, outcomes, failure modes, triggers and the tie to the bridge.
