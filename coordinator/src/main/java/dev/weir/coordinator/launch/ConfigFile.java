package dev.weir.coordinator.launch;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Defaults for a command's options from a YAML file: keys are the long option names without dashes, `session` is a map.
/// What the command line says wins. An unknown key is an error that lists the known ones.
final class ConfigFile implements IDefaultValueProvider {
    private static final Pattern ENVIRONMENT = Pattern.compile("\\$\\{ENV:([A-Za-z_][A-Za-z0-9_]*)}");

    private final Map<String, Object> values;

    private ConfigFile(Map<String, Object> values) {
        this.values = values;
    }

    /// Reads the file that `--config FILE` names among the arguments, if there is one, and makes it the command's defaults.
    static void apply(CommandLine command, String[] arguments) {
        Path file = null;
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--config") && i + 1 < arguments.length) {
                file = Path.of(arguments[i + 1]);
            } else if (arguments[i].startsWith("--config=")) {
                file = Path.of(arguments[i].substring("--config=".length()));
            }
        }
        if (file != null) {
            ConfigFile config = read(file, System.getenv());
            for (CommandLine sub : command.getSubcommands().values()) {
                if (arguments.length > 0 && sub.getCommandName().equals(arguments[0])) {
                    config.check(sub, file);
                    sub.setDefaultValueProvider(config);
                }
            }
        }
    }

    static ConfigFile read(Path file, Map<String, String> environment) {
        try {
            String text = Files.readString(file);
            Matcher matcher = ENVIRONMENT.matcher(text);
            StringBuilder replaced = new StringBuilder();
            while (matcher.find()) {
                String value = environment.get(matcher.group(1));
                if (value == null) {
                    throw new IllegalArgumentException(file + ": the environment has no variable " + matcher.group(1));
                }
                matcher.appendReplacement(replaced, Matcher.quoteReplacement(value));
            }
            matcher.appendTail(replaced);
            Map<String, Object> values = new YAMLMapper().readerForMapOf(Object.class).readValue(replaced.toString());
            return new ConfigFile(values == null ? Map.of() : new LinkedHashMap<>(values));
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw new IllegalArgumentException(file + ": not valid YAML: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private void check(CommandLine command, Path file) {
        TreeSet<String> known = new TreeSet<>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            known.add(key(option));
        }
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(file + ": unknown key '" + name + "'; known are: " + String.join(", ", known));
            }
        }
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || !values.containsKey(key(option))) {
            return null;
        }
        Object value = values.get(key(option));
        if (value instanceof Map<?, ?> pairs) {
            // picocli takes one default text; options that are maps split it at '|'.
            StringBuilder text = new StringBuilder();
            pairs.forEach((name, setting) -> text.append(text.isEmpty() ? "" : "|").append(name).append('=').append(setting));
            return text.toString();
        }
        return String.valueOf(value);
    }

    private static String key(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }
}
