package vn.pccovid.server.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;

@DisplayName("statements written behind the judging thread")
class WritesTest {
    private final List<Integer> done = Collections.synchronizedList(new ArrayList<>());

    @Test
    void run_in_the_order_they_were_added_and_are_done_when_finish_returns() {
        try (Writes writes = new Writes()) {
            IntStream.range(0, 100).forEach(i -> writes.add(() -> done.add(i)));
            writes.finish();
            assertThat(done).isEqualTo(IntStream.range(0, 100).boxed().toList());
        }
    }

    @Test
    void one_that_fails_is_what_finish_throws_and_none_after_it_runs() {
        try (Writes writes = new Writes()) {
            writes.add(() -> done.add(1));
            writes.add(() -> {
                throw new CannotAcquireLockException("deadlock");
            });
            writes.add(() -> done.add(2));
            assertThatThrownBy(writes::finish)
                    .as("the importer tries a batch again by this very class")
                    .isInstanceOf(CannotAcquireLockException.class);
        }
        assertThat(done).containsExactly(1);
    }

    @Test
    void a_question_is_answered_after_what_was_added_before_it() {
        try (Writes writes = new Writes()) {
            writes.add(() -> done.add(1));
            assertThat(writes.ask(() -> List.copyOf(done)).get()).containsExactly(1);
            writes.finish();
        }
    }

    @Test
    void a_question_that_fails_throws_what_it_threw_and_nothing_after_it_runs() {
        try (Writes writes = new Writes()) {
            Supplier<Integer> answer =
                    writes.ask(() -> {
                        throw new CannotAcquireLockException("deadlock");
                    });
            writes.add(() -> done.add(2));
            assertThatThrownBy(answer::get).isInstanceOf(CannotAcquireLockException.class);
            assertThatThrownBy(writes::finish).isInstanceOf(CannotAcquireLockException.class);
        }
        assertThat(done).isEmpty();
    }

    @Test
    void a_question_after_a_failure_is_not_asked_but_answered_by_the_failure() {
        try (Writes writes = new Writes()) {
            writes.add(() -> {
                throw new CannotAcquireLockException("deadlock");
            });
            Supplier<Boolean> answer = writes.ask(() -> done.add(1));
            assertThatThrownBy(answer::get).isInstanceOf(CannotAcquireLockException.class);
        }
        assertThat(done).isEmpty();
    }

    @Test
    void when_the_judging_thread_fails_nothing_runs_once_close_has_returned() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        assertThatThrownBy(
                        () -> {
                            try (Writes writes = new Writes()) {
                                writes.add(() -> {
                                    begun.countDown();
                                    await(release);
                                    done.add(1);
                                });
                                writes.add(() -> done.add(2));
                                await(begun);
                                Thread.ofVirtual()
                                        .start(() -> {
                                            pause();
                                            release.countDown();
                                        });
                                throw new IllegalStateException("a verdict failed");
                            }
                        })
                .hasMessage("a verdict failed");
        assertThat(done)
                .as("what was running ended first, what waited did not run")
                .containsExactly(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
