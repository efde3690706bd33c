package dev.weir.planner.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// `policies.yaml` as written. Unknown keys are errors: a misspelt `using` must not open a table.
///
/// @param principals   users with their roles and attributes; others have none
/// @param rowPolicies  which rows of a table are visible
/// @param maskPolicies what is shown instead of a column's values
record PolicyDocument(Map<String, Principal> principals, List<RowPolicy> rowPolicies, List<MaskPolicy> maskPolicies) {
    PolicyDocument {
        principals = principals == null ? Map.of() : Map.copyOf(principals);
        rowPolicies = rowPolicies == null ? List.of() : List.copyOf(rowPolicies);
        maskPolicies = maskPolicies == null ? List.of() : List.copyOf(maskPolicies);
    }

    record Principal(List<String> roles, Map<String, String> attributes) {
        Principal {
            roles = roles == null ? List.of() : List.copyOf(roles);
            attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
        }
    }

    enum Mode {
        /// A row is visible when one of these says so.
        @JsonProperty("permissive") PERMISSIVE,
        /// A row is hidden unless all of these say so.
        @JsonProperty("restrictive") RESTRICTIVE
    }

    /// @param table  `product.table`
    /// @param to     `all`, `role:NAME`, `user:NAME`
    /// @param except lifts this policy only
    /// @param using  an SQL condition over the table's raw values; NULL hides
    record RowPolicy(String name, String table, Mode mode, List<String> to, List<String> except, String using) {
        RowPolicy {
            required("rowPolicies", "name", name);
            required(name, "table", table);
            required(name, "mode", mode);
            required(name, "to", to);
            required(name, "using", using);
            to = List.copyOf(to);
            except = except == null ? List.of() : List.copyOf(except);
        }
    }

    /// @param column `product.table.column`
    record MaskPolicy(String name, String column, List<String> to, List<String> except, Mask mask) {
        MaskPolicy {
            required("maskPolicies", "name", name);
            required(name, "column", column);
            required(name, "to", to);
            required(name, "mask", mask);
            to = List.copyOf(to);
            except = except == null ? List.of() : List.copyOf(except);
        }

        /// `product.table` of the column.
        String table() {
            return column.substring(0, Math.max(0, column.lastIndexOf('.')));
        }

        String columnName() {
            return column.substring(column.lastIndexOf('.') + 1);
        }
    }

    /// @param kind  a name of {@link MaskKind}
    /// @param value of mask-to-fixed-value
    record Mask(String kind, String value, String pattern, String replacement, Integer digits) {
        Mask {
            required("mask", "kind", kind);
        }
    }

    /// Reads the text; IllegalArgumentException says what is wrong with it.
    static PolicyDocument parse(String yaml) {
        try {
            YAMLMapper mapper = YAMLMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .build();
            PolicyDocument document = mapper.readValue(yaml, PolicyDocument.class);
            return document == null ? new PolicyDocument(null, null, null) : document;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("line " + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()) + ": " + e.getOriginalMessage(), e);
        }
    }

    /// `product.table` of all tables that a policy names, sorted.
    TreeSet<String> tables() {
        TreeSet<String> tables = new TreeSet<>();
        for (RowPolicy policy : rowPolicies) {
            tables.add(policy.table());
        }
        for (MaskPolicy policy : maskPolicies) {
            tables.add(policy.table());
        }
        return tables;
    }

    private static void required(String where, String key, Object value) {
        if (value == null) {
            throw new IllegalArgumentException(where + ": '" + key + "' is missing");
        }
    }
}
