package org.smdm.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says what a record's component is, once. From it follow the option of the command line ({@code
 * queryGroups} is {@code --query-groups}) and its help; the component is the field in JSON, and
 * what a fluent class such as {@code Experiment} sets by its name. Ranges are the record's own
 * checks. See {@link Settings}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

  /** What it is: a sentence without its full stop; the values of an enum follow by themselves. */
  String value();

  /** The value that it has where nobody says another. */
  String usual() default "";

  /** In words, where the usual value depends on others. */
  String otherwise() default "";

  /** What help calls a value; the component's name where it is empty. */
  String label() default "";

  /** Its name, where the component's does not say enough outside its record. */
  String name() default "";

  /** A second option of the same meaning. */
  String alias() default "";
}
