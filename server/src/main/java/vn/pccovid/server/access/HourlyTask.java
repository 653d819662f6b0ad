package vn.pccovid.server.access;

/// Tidying a module does every hour: deleting what has expired. Failing is logged and tried again.
@FunctionalInterface
public interface HourlyTask {
    void run();
}
