package vn.pccovid.server;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/// The ways to read the machine's clock past the injected one.
final class CallsNow {
    private CallsNow() {}

    static ArchCondition<JavaClass> withoutClock() {
        return new ArchCondition<>("read the machine's clock") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMethodCallsFromSelf()
                        .forEach(call -> {
                            String owner = call.getTargetOwner().getName();
                            String method = call.getName();
                            boolean now =
                                    owner.startsWith("java.time.")
                                            && method.equals("now")
                                            && !call.getTarget().getRawParameterTypes().stream()
                                                    .anyMatch(p ->
                                                            p.getName().equals("java.time.Clock"));
                            boolean millis =
                                    owner.equals("java.lang.System")
                                            && method.equals("currentTimeMillis");
                            boolean date =
                                    owner.equals("java.util.Date") && method.equals("<init>");
                            events.add(
                                    new SimpleConditionEvent(
                                            call, now || millis || date, call.getDescription()));
                        });
            }
        };
    }
}
