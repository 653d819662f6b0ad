package vn.pccovid.lib.credential;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Third-party data beside the project: `../shared/data`, seen from the project's root.
final class Shared {

    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path DATA = find();

    private Shared() {}

    private static Path find() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path data = at.resolve("shared/data/dcc");
            if (Files.isDirectory(data)) {
                return data;
            }
        }
        return Path.of("../../../shared/data/dcc");
    }

    /// Skips the test, saying so, where the data is not there.
    static Path dcc() {
        if (!Files.isDirectory(DATA)) {
            throw new TestAbortedException(
                    "the vectors of the EU DCC are not beside the project: ../shared/data/dcc");
        }
        return DATA;
    }

    static List<Path> files(String folder, String ending) throws IOException {
        try (Stream<Path> paths = Files.walk(dcc().resolve(folder))) {
            return paths.filter(p -> p.toString().endsWith(ending)).sorted().toList();
        }
    }

    static JsonNode json(Path file) throws IOException {
        return JSON.readTree(Files.readAllBytes(file));
    }

    /// The tree as the library has it: whole numbers as `Long`, null left in place.
    static @Nullable Object tree(JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return null;
        }
        if (node.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            node.properties().forEach(e -> map.put(e.getKey(), tree(e.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            node.forEach(item -> list.add(tree(item)));
            return list;
        }
        if (node.isString()) {
            return node.asString();
        }
        if (node.isBoolean()) {
            return node.asBoolean();
        }
        return node.isIntegralNumber() ? (Object) node.asLong() : (Object) node.asDouble();
    }
}
