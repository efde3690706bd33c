package dev.weir.planner.explain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Prints descriptions as JSON: an array of nodes, each with `operator`, `details`, `rows` (estimated), `measured`, `children`.
public final class PlanJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private PlanJson() {}

    public static String of(List<PlanNode> nodes) {
        return array(nodes).toPrettyString();
    }

    private static ArrayNode array(List<PlanNode> nodes) {
        ArrayNode array = MAPPER.createArrayNode();
        for (PlanNode node : nodes) {
            ObjectNode object = array.addObject();
            object.put("operator", node.operator());
            ArrayNode details = object.putArray("details");
            node.details().forEach(details::add);
            if (!Double.isNaN(node.rows())) {
                object.put("rows", Math.ceil(node.rows()));
            }
            if (!node.measured().isEmpty()) {
                object.put("measured", node.measured());
            }
            object.set("children", array(node.children()));
        }
        return array;
    }
}
