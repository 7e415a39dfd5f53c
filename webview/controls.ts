// The controls of the page as functions. Only this file uses the elements of the UI toolkit, so that the toolkit can be replaced here.
import * as l10n from "@vscode/l10n";
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeProgressRing, vsCodeTextField } from "@vscode/webview-ui-toolkit";
import { type ComponentChild, type ComponentChildren, h } from "preact";

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField(), vsCodeProgressRing());

export interface ButtonProps {
  readonly label: string;
  readonly look: "primary" | "secondary" | "icon";
  readonly disabled?: boolean;
  /** For screen readers and the tooltip. Defaults to the label. */
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

/** A choice between a few options that are all visible. The toolkit has no such control. */
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

/** An icon button that is either on or off. */
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
  /** Called on Enter, and with `back` on Shift+Enter. */
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
    // Set after the field is in the page, because the toolkit overwrites an earlier label.
    ref: (field: Element | null) => field?.setAttribute("aria-label", placeholder),
    size: 12,
    onInput: changed,
    onKeyDown: stepped,
  });
}

/** Only the field's element has our id. The elements inside it belong to the toolkit. */
export function focusSearchField(id: string): void {
  document.getElementById(id)?.focus();
}

export function Spinner(): ComponentChild {
  return h("vscode-progress-ring", { class: "spinner", "aria-label": l10n.t("Working") });
}
