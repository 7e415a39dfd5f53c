// The controls of the page as functions: the one file that names the toolkit's elements, so that one file replaces them.
import * as l10n from "@vscode/l10n";
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeProgressRing, vsCodeTextField } from "@vscode/webview-ui-toolkit";
import { type ComponentChild, type ComponentChildren, h } from "preact";

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField(), vsCodeProgressRing());

export interface ButtonProps {
  readonly label: string;
  readonly look: "primary" | "secondary" | "icon";
  readonly disabled?: boolean;
  /** Said by screen readers and shown on hover; the label when absent. */
  readonly hint?: string;
  readonly id?: string;
  readonly onClick: () => void;
}

export function Button({
  label,
  look,
  disabled = false,
  hint,
  id,
  onClick,
  children,
}: ButtonProps & { children?: ComponentChildren }): ComponentChild {
  const press = () => {
    if (!disabled) onClick();
  };
  return h(
    "vscode-button",
    { id, appearance: look, disabled, title: hint ?? label, "aria-label": hint ?? label, onClick: press },
    children,
    look === "icon" ? null : label,
  );
}

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly disabled?: boolean;
  readonly hint?: string;
}

/** One of a few, all in view. The toolkit has none. */
export function Switch<T extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string;
  value: T;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
}): ComponentChild {
  const buttons = choices.map((choice) =>
    h(
      "button",
      {
        type: "button",
        "aria-pressed": choice.value === value ? "true" : "false",
        disabled: choice.disabled === true,
        title: choice.hint ?? choice.label,
        onClick: () => onChange(choice.value),
      },
      h("span", {}, choice.label),
    ),
  );
  return h("div", { class: "switch", role: "group", "aria-label": label }, buttons);
}

/** An icon that stays pressed. */
export function Toggle({
  id,
  label,
  hint,
  pressed,
  onChange,
  children,
}: {
  id: string;
  label: string;
  hint: string;
  pressed: boolean;
  onChange: (pressed: boolean) => void;
  children?: ComponentChildren;
}): ComponentChild {
  const props = { id, type: "button", class: "toggle", title: hint, "aria-label": label, "aria-pressed": pressed ? "true" : "false" };
  return h("button", { ...props, onClick: () => onChange(!pressed) }, children);
}

export interface SearchFieldProps {
  readonly id: string;
  readonly value: string;
  readonly placeholder: string;
  readonly onChange: (text: string) => void;
  /** Enter, and Enter with Shift held. */
  readonly onStep: (back: boolean) => void;
}

export function SearchField({ id, value, placeholder, onChange, onStep }: SearchFieldProps): ComponentChild {
  const stepped = (event: KeyboardEvent) => {
    if (event.key === "Enter") onStep(event.shiftKey);
  };
  const changed = (event: Event) => onChange((event.currentTarget as HTMLInputElement).value);
  return h("vscode-text-field", {
    id,
    class: "search",
    value,
    placeholder,
    // Set once it stands in the page: until then the toolkit writes a name of its own over it.
    ref: (field: Element | null) => field?.setAttribute("aria-label", placeholder),
    size: 12,
    onInput: changed,
    onKeyDown: stepped,
  });
}

/** The field's element is ours to focus by its id; what is inside it is the toolkit's. */
export function focusSearchField(id: string): void {
  document.getElementById(id)?.focus();
}

export function Spinner(): ComponentChild {
  return h("vscode-progress-ring", { class: "spinner", "aria-label": l10n.t("Working") });
}
