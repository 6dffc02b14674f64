package org.smdm.jupyter.file;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What the commands of LaTeX without arguments stand for. */
final class LatexSymbols {

  /** Letters, which are set in italics, or upright for capitals. */
  static final Map<String, String> LETTERS =
      table(
          """
          alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ
          iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς
          tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ
          Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω ell ℓ hbar ℏ infty ∞ emptyset ∅
          varnothing ∅ nabla ∇ partial ∂ Re ℜ Im ℑ aleph ℵ top ⊤ bot ⊥ dots … ldots … cdots ⋯
          vdots ⋮ ddots ⋱ % % # # _ _ & & $ $ prime ′ degree °
          """);

  /** Operators, relations and brackets. */
  static final Map<String, String> OPERATORS =
      table(
          """
          cdot ⋅ times × div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ otimes ⊗ odot ⊙
          le ≤ leq ≤ ge ≥ geq ≥ ll ≪ gg ≫ ne ≠ neq ≠ equiv ≡ approx ≈ sim ∼ simeq ≃ cong ≅
          propto ∝ coloneqq ≔ to → rightarrow → leftarrow ← gets ← Rightarrow ⇒ Leftarrow ⇐
          leftrightarrow ↔ Leftrightarrow ⇔ iff ⟺ implies ⟹ mapsto ↦ longrightarrow ⟶ uparrow ↑
          downarrow ↓ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ cup ∪ cap ∩
          setminus ∖ land ∧ wedge ∧ lor ∨ vee ∨ neg ¬ lnot ¬ forall ∀ exists ∃ mid ∣ parallel ∥
          perp ⊥ colon : lt < gt > backslash \\ int ∫ iint ∬ iiint ∭ oint ∮
          """);

  static final Map<String, String> BRACKETS =
      table(
          """
          { { } } lbrace { rbrace } langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ vert |
          lvert | rvert | Vert ‖ lVert ‖ rVert ‖ | ‖
          """);

  /** Large operators, which have their limits above and below in displays. */
  static final Map<String, String> SUMS =
      table("sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigvee ⋁ bigwedge ⋀");

  static final Set<String> FUNCTIONS =
      Set.of(
          "log", "ln", "lg", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos",
          "arctan", "dim", "ker", "deg", "arg", "hom");

  /** Functions with limits below in displays. */
  static final Set<String> LIMITS =
      Set.of(
          "max", "min", "sup", "inf", "lim", "limsup", "liminf", "argmax", "argmin", "det", "gcd",
          "Pr");

  static final Map<String, String> ACCENTS =
      table("hat ^ widehat ^ bar ¯ overline ¯ tilde ~ widetilde ~ vec → dot ˙ ddot ¨ check ˇ");

  /** Widths of spaces in em. */
  static final Map<String, String> SPACES =
      table(
          ", 0.1667 : 0.2222 > 0.2222 ; 0.2778 ! -0.1667 quad 1 qquad 2 enspace 0.5 thinspace 0.1667");

  /** Of one between words, in em. */
  static final String WORD_SPACE = "0.3333";

  /** What makes the bracket behind it larger. */
  static final Set<String> SIZES =
      Set.of(
          "big", "Big", "bigg", "Bigg", "bigl", "Bigl", "biggl", "Biggl", "bigr", "Bigr", "biggr",
          "Biggr", "bigm", "Bigm");

  private LatexSymbols() {}

  private static Map<String, String> table(String pairs) {
    String[] words = pairs.strip().split("\\s+");
    Map<String, String> table = new HashMap<>();
    for (int i = 0; i < words.length; i += 2) {
      table.put(words[i], words[i + 1]);
    }
    return Map.copyOf(table);
  }

  /**
   * A letter or digit of another alphabet of mathematics.
   *
   * @param alphabet {@code mathbb}, {@code mathcal}, {@code mathbf} and the like
   * @return the letter itself where the alphabet has none
   */
  static String styled(String alphabet, char letter) {
    String known = "CHNPQRZ";
    if (alphabet.equals("mathbb") && known.indexOf(letter) >= 0) {
      return String.valueOf("ℂℍℕℙℚℝℤ".charAt(known.indexOf(letter)));
    }
    String script = "BEFHILMRego";
    boolean isScript = alphabet.equals("mathcal") || alphabet.equals("mathscr");
    if (isScript && script.indexOf(letter) >= 0) {
      return String.valueOf("ℬℰℱℋℐℒℳℛℯℊℴ".charAt(script.indexOf(letter)));
    }
    int capitalA =
        switch (alphabet) {
          case "mathbb" -> 0x1d538;
          case "mathcal", "mathscr" -> 0x1d49c;
          case "mathbf", "bm", "boldsymbol" -> alphabet.equals("mathbf") ? 0x1d400 : 0x1d468;
          default -> -1;
        };
    if (capitalA < 0) {
      return String.valueOf(letter);
    }
    if (letter >= 'A' && letter <= 'Z') {
      return Character.toString(capitalA + letter - 'A');
    }
    if (letter >= 'a' && letter <= 'z') {
      return Character.toString(capitalA + 26 + letter - 'a');
    }
    if (letter >= '0' && letter <= '9' && !isScript) {
      return Character.toString((alphabet.equals("mathbb") ? 0x1d7d8 : 0x1d7ce) + letter - '0');
    }
    return String.valueOf(letter);
  }
}
