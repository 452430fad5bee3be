package io.pinwright.modules.diagnose;

import java.util.ArrayList;
import java.util.List;

/** Collects what the rules say of one host. Used by one thread. */
final class Judgement {

    private final List<Finding> findings = new ArrayList<>();
    private final List<NotJudged> unknown = new ArrayList<>();

    void found(Finding finding) {
        findings.add(finding);
    }

    void notJudged(String rule, String subject, String why) {
        NotJudged each = new NotJudged(rule, subject, why);
        if (!unknown.contains(each)) {
            unknown.add(each);
        }
    }

    List<Finding> findings() {
        return findings;
    }

    List<NotJudged> unknown() {
        return unknown;
    }
}
