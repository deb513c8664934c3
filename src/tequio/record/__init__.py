"""The public record: trees, signatures, and the verifier that runs alone."""
