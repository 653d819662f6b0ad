package vn.pccovid.server.demo;

/// Something to do at once when the demo's clock was stepped, so that pages show the new colours
/// without a wait.
@FunctionalInterface
public interface DemoStep {
    void clockStepped();
}
